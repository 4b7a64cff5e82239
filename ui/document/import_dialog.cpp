// SPDX-License-Identifier: Apache-2.0
#include "import_dialog.h"

#include "look/badge.h"
#include "look/eliding_delegate.h"
#include "look/icons.h"
#include "look/wording.h"

#include <models/base/read_bounded.h>
#include <models/imports/image_stream.h>
#include <models/imports/pytest_file.h>

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

using models::ImportKind;

static constexpr qint64 largestBeside = 1 << 20; //!< bytes of a file that another one names

static std::optional<QByteArray> readBeside(const QString &path)
{
    const auto bytes = models::readBounded(path, largestBeside, models::Sources::RegularFiles);
    return bytes ? std::optional(*bytes) : std::nullopt;
}

//! The files that say what the placeholders of ImageStreams mean lie beside them.
static std::vector<models::ImportSource> parametersBeside(const QString &path)
{
    std::vector<models::ImportSource> found;
    for (const char *name : {"params.env", "params-latest.env"}) {
        const QString beside = QFileInfo(path).path() + u'/' + QLatin1String(name);
        if (const auto bytes = readBeside(beside))
            found.push_back({beside, *bytes});
    }
    return found;
}

ImportDialog::ImportDialog(models::SuiteDocument *suite, const models::ImportSource &file,
                           const QString &testId, QWidget *parent)
    : QDialog(parent)
    , m_suite(suite)
    , m_path(file.name)
    , m_testId(testId)
    , m_ofPackages(models::kindOfImport(file) == ImportKind::Packages)
    , m_column(new QVBoxLayout(this))
    , m_list(new QListWidget)
    , m_imports(new QCheckBox(tr("Import them (packages_to_verify)"), this))
    , m_installed(new QCheckBox(tr("Find these versions installed (installed_packages)"), this))
{
    setObjectName(u"importDialog"_s);
    setWindowTitle(tr("Import"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_list->setObjectName(u"importList"_s);
    m_list->setItemDelegate(new ElidingEntryDelegate(m_list));
    m_imports->setObjectName(u"importModules"_s);
    m_installed->setObjectName(u"importVersions"_s);
    if (m_ofPackages) {
        listPackages(models::readPackageList(file, readBeside));
    } else {
        m_imports->hide();
        m_installed->hide();
        models::Imported read = models::kindOfImport(file) == ImportKind::Pytest
                                    ? models::importPytest(file, {})
                                    : models::importImageStreams({file}, parametersBeside(m_path));
        m_tests = std::move(read.suite.tests);
        listTests(read.notes);
    }
    showButtons();
    const int em = fontMetrics().height();
    resize(em * 40, em * 32);
    connect(m_list, &QListWidget::itemChanged, this, &ImportDialog::refresh);
    connect(m_imports, &QCheckBox::toggled, this, &ImportDialog::refresh);
    connect(m_installed, &QCheckBox::toggled, this, &ImportDialog::refresh);
    refresh();
}

QString ImportDialog::fileName() const
{
    return displayText(QFileInfo(m_path).fileName());
}

void ImportDialog::addRow(const QString &text)
{
    auto *row = new QListWidgetItem(displayText(text), m_list);
    row->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    row->setCheckState(Qt::Checked);
}

void ImportDialog::showList(const QString &title, const QString &nameOfList)
{
    QLabel *label = plainLabel(title);
    label->setObjectName(u"importTitle"_s);
    m_column->addWidget(label);
    m_list->setAccessibleName(nameOfList);
    m_list->setVisible(m_list->count() > 0);
    m_column->addWidget(m_list, 3);
}

void ImportDialog::listTests(const std::vector<models::ImportNote> &notes)
{
    QStringList given;
    for (models::CustomImageTestConfiguration &test : m_tests) {
        const QString wanted = test.id;
        for (int n = 2;
             !wanted.isEmpty() && (m_suite->isTaken(test.id, {}) || given.contains(test.id)); ++n)
            test.id = u"%1_%2"_s.arg(wanted).arg(n);
        given << test.id;
        const QString what = u"%1: %2"_s.arg(test.id, test.customImage);
        addRow(test.id == wanted ? what
                                 : tr("%1 (another test is called \"%2\")").arg(what, wanted));
    }
    showList(m_tests.empty() ? tr("No test was found in %1.").arg(fileName())
                             : tr("%n test(s) in %1", "", int(m_tests.size())).arg(fileName()),
             tr("Tests of the file"));
    showNotes(notes);
}

void ImportDialog::listPackages(const models::PackageList &list)
{
    m_packages = list.packages;
    for (const models::ListedPackage &package : m_packages)
        addRow(tr("%1, imported as %2").arg(package.requirement(), package.module));
    showList(m_packages.empty()
                 ? tr("No package was found in %1.").arg(fileName())
                 : tr("%n package(s) in %1", "", int(m_packages.size())).arg(fileName()),
             tr("Packages of the file"));
    if (!m_packages.empty()) {
        m_imports->setChecked(true);
        m_column->addWidget(m_imports);
        m_column->addWidget(m_installed);
    }
    // They stand nowhere where there is nothing to take.
    for (QCheckBox *box : {m_imports, m_installed})
        box->setVisible(!m_packages.empty());
    showNotes(list.notes);
}

void ImportDialog::showNotes(const std::vector<models::ImportNote> &notes)
{
    if (notes.empty())
        return;
    QStringList lines;
    for (const models::ImportNote &note : notes) {
        models::ImportNote shown = note;
        shown.file = QFileInfo(note.file).fileName();
        lines << displayText(shown.toLine());
    }
    m_column->addWidget(plainLabel(tr("%n thing(s) to know", "", int(notes.size()))));
    auto *text = new QPlainTextEdit(lines.join(u'\n'));
    text->setObjectName(u"importNotes"_s);
    text->setAccessibleName(tr("What was skipped, and why"));
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    m_column->addWidget(text, 2);
}

void ImportDialog::showButtons()
{
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_take = buttons->addButton(QString(), QDialogButtonBox::AcceptRole);
    m_take->setObjectName(u"importTake"_s);
    buttons->button(QDialogButtonBox::Cancel)->setIcon(icon(Symbol::Close));
    connect(buttons, &QDialogButtonBox::accepted, this, &ImportDialog::take);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_column->addWidget(buttons);
    m_take->setDefault(true);
}

std::vector<std::size_t> ImportDialog::chosen() const
{
    std::vector<std::size_t> rows;
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->checkState() == Qt::Checked)
            rows.push_back(std::size_t(row));
    }
    return rows;
}

void ImportDialog::refresh()
{
    const auto count = int(chosen().size());
    QString text = tr("Add %n test(s)", "", count);
    bool possible = count > 0;
    if (m_ofPackages) {
        text = m_testId.isEmpty()
                   ? tr("Choose a test first, which the packages are for")
                   : tr("Add %n package(s) to %1", "", count).arg(displayText(m_testId));
        possible = possible && m_suite->test(m_testId) &&
                   (m_imports->isChecked() || m_installed->isChecked());
    }
    m_take->setText(text.replace(u'&', "&&"_L1));
    m_take->setEnabled(possible);
}

void ImportDialog::take()
{
    if (m_ofPackages) {
        takePackages();
    } else {
        std::vector<models::CustomImageTestConfiguration> tests;
        for (const std::size_t row : chosen())
            tests.push_back(m_tests[row]);
        if (const QStringList ids =
                m_suite->addTests(tests, tr("import of %1").arg(QFileInfo(m_path).fileName()));
            !ids.isEmpty())
            Q_EMIT added(ids);
    }
    accept();
}

void ImportDialog::takePackages()
{
    const models::CustomImageTestConfiguration *test = m_suite->test(m_testId);
    if (!test)
        return;
    models::CustomImageTestConfiguration wanted = *test;
    const auto add = [](QStringList &list, const QString &entry) {
        if (!list.contains(entry))
            list << entry;
    };
    for (const std::size_t row : chosen()) {
        if (m_imports->isChecked())
            add(wanted.packagesToVerify, m_packages[row].module);
        if (m_installed->isChecked())
            add(wanted.installedPackages, m_packages[row].requirement());
    }
    m_suite->endSeries();
    if (const auto id = m_suite->setTest(m_testId, wanted))
        Q_EMIT added({*id});
    m_suite->endSeries();
}

} // namespace assay::ui
