// SPDX-License-Identifier: Apache-2.0
#include "internal_error.h"

#include <QCoreApplication>

#include <exception>

namespace assay::app {

using models::ErrorType;
using models::ValidationError;

using namespace Qt::StringLiterals;

struct InternalErrorText
{
    Q_DECLARE_TR_FUNCTIONS(InternalErrorText)
};

ValidationError internalError(const QString &where)
{
    QString what;
    try {
        throw;
    } catch (const std::exception &error) {
        what = QString::fromUtf8(error.what()).simplified();
    } catch (...) {
        what = InternalErrorText::tr("an exception of an unknown kind");
    }
    return {ErrorType::InternalError,
            InternalErrorText::tr("Internal error of Assay (%1): %2. This says nothing of the "
                                  "image. Please report it, with the record of the run.")
                .arg(where, what)};
}

} // namespace assay::app
