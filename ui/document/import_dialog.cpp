// SPDX-License-Identifier: Apache-2.0
#include "import_dialog.h"

#include "import_rows.h"
#include "look/badge.h"
#include "look/eliding_delegate.h"
#include "look/icons.h"
#include "look/wording.h"

#include <models/base/read_bounded.h>
#include <ui/look/dialogs.h>

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QListView>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSet>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

//! Of the things to know of a file; what is more than a person reads is counted.
static constexpr std::size_t mostNotes = 1000;

ImportDialog::ImportDialog(models::SuiteDocument *suite, const models::ImportSource &file,
                           const QString &testId, Dialogs *dialogs, QWidget *parent)
    : QDialog(parent)
    , m_suite(suite)
    , m_dialogs(dialogs)
    , m_file(file)
    , m_testId(testId)
    , m_rows(new ImportRows(this))
    , m_title(plainLabel({}, this))
    , m_busy(new QProgressBar(this))
    , m_list(new QListView(this))
    , m_imports(new QCheckBox(tr("Import them (packages_to_verify)"), this))
    , m_installed(new QCheckBox(tr("Find these versions installed (installed_packages)"), this))
    , m_notesTitle(plainLabel({}, this))
    , m_notes(new QPlainTextEdit(this))
    , m_more(new QPushButton(this))
{
    setObjectName(u"importDialog"_s);
    setWindowTitle(tr("Import"));
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    const int em = fontMetrics().height();
    resize(em * 40, em * 32);
    connect(m_rows, &ImportRows::dataChanged, this, &ImportDialog::refresh);
    connect(m_imports, &QCheckBox::toggled, this, &ImportDialog::refresh);
    connect(m_installed, &QCheckBox::toggled, this, &ImportDialog::refresh);
    connect(m_more, &QPushButton::clicked, this, &ImportDialog::chooseValues);
    read();
}

void ImportDialog::read()
{
    m_title->setText(tr("Reading %1…").arg(fileName()));
    m_busy->show();
    m_take->setEnabled(false);
    m_more->setEnabled(false);
    // Of two readings at once nobody would know which one is shown.
    delete m_reading;
    m_reading = new ImportReading(m_file, m_values, this);
    connect(m_reading, &ImportReading::finished, this, &ImportDialog::showRead);
}

void ImportDialog::chooseValues()
{
    const bool ofPytest = m_kind == models::ImportKind::Pytest;
    m_dialogs->openFile(this,
                        ofPytest ? tr("Choose the file that defines the constants")
                                 : tr("Choose the file with the parameters"),
                        QFileInfo(m_file.name).path(),
                        ofPytest ? tr("Python (*.py);;All files (*)")
                                 : tr("Parameters (*.env);;All files (*)"),
                        [this](const QString &path) { takeValues(path); });
}

void ImportDialog::takeValues(const QString &path)
{
    const auto bytes = models::readBounded(path, largestFile, models::Sources::RegularFiles);
    if (!bytes) {
        m_notesTitle->setText(displayText(bytes.error()));
        m_notesTitle->show();
        return;
    }
    // Chosen again it was changed meanwhile.
    std::erase_if(m_values, [&path](const auto &value) { return value.name == path; });
    m_values.push_back({path, *bytes});
    read();
}

//! As it is while the file is read: what there is to take is not known yet.
void ImportDialog::build()
{
    auto *column = new QVBoxLayout(this);
    m_title->setObjectName(u"importTitle"_s);
    column->addWidget(m_title);
    m_busy->setObjectName(u"importBusy"_s);
    m_busy->setAccessibleName(tr("Reading the file"));
    m_busy->setRange(0, 0);
    m_busy->setTextVisible(false);
    column->addWidget(m_busy);
    m_list->setObjectName(u"importList"_s);
    m_list->setItemDelegate(new ElidingEntryDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setModel(m_rows);
    column->addWidget(m_list, 3);
    m_imports->setObjectName(u"importModules"_s);
    m_imports->setChecked(true);
    column->addWidget(m_imports);
    m_installed->setObjectName(u"importVersions"_s);
    column->addWidget(m_installed);
    m_notesTitle->setObjectName(u"importNotesTitle"_s);
    column->addWidget(m_notesTitle);
    m_notes->setObjectName(u"importNotes"_s);
    m_notes->setAccessibleName(tr("What was skipped, and why"));
    m_notes->setReadOnly(true);
    m_notes->setTabChangesFocus(true);
    column->addWidget(m_notes, 2);
    m_more->setObjectName(u"importValues"_s);
    m_more->setIcon(icon(Symbol::Open));
    column->addWidget(m_more, 0, Qt::AlignLeft);
    column->addStretch();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_take = buttons->addButton(QString(), QDialogButtonBox::AcceptRole);
    m_take->setObjectName(u"importTake"_s);
    buttons->button(QDialogButtonBox::Cancel)->setIcon(icon(Symbol::Close));
    connect(buttons, &QDialogButtonBox::accepted, this, &ImportDialog::take);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
    m_take->setDefault(true);
    for (QWidget *later : std::initializer_list<QWidget *>{m_list, m_imports, m_installed,
                                                           m_notesTitle, m_notes, m_more, m_take})
        later->hide();
}

QString ImportDialog::fileName() const
{
    return displayText(QFileInfo(m_file.name).fileName());
}

void ImportDialog::showRead(const ReadImport &read)
{
    m_kind = read.kind;
    m_busy->hide();
    if (m_kind == models::ImportKind::Packages)
        listPackages(read.packages);
    else
        listTests(read.tests);
    m_take->show();
    refresh();
    m_list->setFocus();
}

void ImportDialog::showList(const QString &title, const QString &nameOfList,
                            const QStringList &rows)
{
    m_title->setText(title);
    m_list->setAccessibleName(nameOfList);
    m_rows->setTexts(rows);
    m_list->setVisible(!rows.isEmpty());
}

void ImportDialog::listTests(const models::Imported &imported)
{
    m_tests = imported.suite.tests;
    QStringList rows;
    QSet<QString> given;
    for (models::CustomImageTestConfiguration &test : m_tests) {
        const QString wanted = test.id;
        for (int n = 2;
             !wanted.isEmpty() && (m_suite->isTaken(test.id, {}) || given.contains(test.id)); ++n)
            test.id = u"%1_%2"_s.arg(wanted).arg(n);
        given << test.id;
        const QString what = u"%1: %2"_s.arg(
            test.id, test.customImage.isEmpty() ? tr("no image yet") : test.customImage);
        rows << displayText(
            test.id == wanted ? what : tr("%1 (another test is called \"%2\")").arg(what, wanted));
    }
    showList(m_tests.empty() ? tr("No test was found in %1.").arg(fileName())
                             : tr("%n test(s) in %1", "", int(m_tests.size())).arg(fileName()),
             tr("Tests of the file"), rows);
    showNotes(imported.notes);
}

void ImportDialog::listPackages(const models::PackageList &list)
{
    m_packages = list.packages;
    const QString row = tr("%1, imported as %2"), alone = tr("%1, which nobody imports");
    QStringList rows;
    for (const models::ListedPackage &package : m_packages)
        rows << displayText(package.module.isEmpty()
                                ? alone.arg(package.requirement())
                                : row.arg(package.requirement(), package.module));
    showList(m_packages.empty()
                 ? tr("No package was found in %1.").arg(fileName())
                 : tr("%n package(s) in %1", "", int(m_packages.size())).arg(fileName()),
             tr("Packages of the file"), rows);
    // They stand nowhere where there is nothing to take.
    for (QCheckBox *box : {m_imports, m_installed})
        box->setVisible(!m_packages.empty());
    showNotes(list.notes);
}

void ImportDialog::showNotes(const std::vector<models::ImportNote> &notes)
{
    m_notesTitle->setVisible(!notes.empty());
    m_notes->setVisible(!notes.empty());
    QStringList lines;
    for (std::size_t i = 0; i < std::min(notes.size(), mostNotes); ++i) {
        models::ImportNote shown = notes[i];
        shown.file = QFileInfo(shown.file).fileName();
        lines << displayText(shown.toLine());
    }
    if (notes.size() > mostNotes)
        lines << tr("%n more are not shown.", "", int(notes.size() - mostNotes));
    m_notesTitle->setText(tr("%n thing(s) to know", "", int(notes.size())));
    m_notes->setPlainText(lines.join(u'\n'));
    // Names that another file gives a meaning are what most of them are about.
    m_more->setText(m_kind == models::ImportKind::Pytest ? tr("Read constants from a file…")
                                                         : tr("Read parameters from a file…"));
    m_more->setVisible(m_kind != models::ImportKind::Packages &&
                       (!notes.empty() || !m_values.empty()));
    m_more->setEnabled(true);
}

void ImportDialog::refresh()
{
    const int count = m_rows->chosenCount();
    QString text = tr("Add %n test(s)", "", count);
    bool possible = count > 0;
    if (m_kind == models::ImportKind::Packages) {
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
    if (m_kind == models::ImportKind::Packages) {
        takePackages();
    } else {
        std::vector<models::CustomImageTestConfiguration> tests;
        for (const std::size_t row : m_rows->chosen())
            tests.push_back(m_tests[row]);
        tests = m_suite->text().withDefaults(tests);
        if (const QStringList ids =
                m_suite->addTests(tests, tr("import of %1").arg(QFileInfo(m_file.name).fileName()));
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
    const auto add = [](QStringList &list, QSet<QString> &known, const QString &entry) {
        if (known.contains(entry))
            return;
        known << entry;
        list << entry;
    };
    QSet<QString> modules(wanted.packagesToVerify.begin(), wanted.packagesToVerify.end());
    QSet<QString> installed(wanted.installedPackages.begin(), wanted.installedPackages.end());
    for (const std::size_t row : m_rows->chosen()) {
        if (m_imports->isChecked() && !m_packages[row].module.isEmpty())
            add(wanted.packagesToVerify, modules, m_packages[row].module);
        if (m_installed->isChecked())
            add(wanted.installedPackages, installed, m_packages[row].requirement());
    }
    m_suite->endSeries();
    if (const auto id = m_suite->setTest(m_testId, wanted))
        Q_EMIT added({*id});
    m_suite->endSeries();
}

} // namespace assay::ui
