// SPDX-License-Identifier: Apache-2.0
#include <models/words/translations.h>

#include <QCoreApplication>
#include <QTranslator>

// Outside of any namespace, as the macro wants it.
static void initialiseResources()
{
    Q_INIT_RESOURCE(translations);
}

namespace assay::models {

using namespace Qt::StringLiterals;

void installTranslations()
{
    initialiseResources();
    auto *english = new QTranslator(QCoreApplication::instance());
    if (english->load(u":/translations/assay_en.qm"_s))
        QCoreApplication::installTranslator(english);
    else
        qFatal("the English plurals are not embedded in this program");
}

} // namespace assay::models
