// SPDX-License-Identifier: Apache-2.0
#include "try_image.h"

#include "local/other_engine.h"
#include "output/terminal.h"

#include <models/base/read_bounded.h>
#include <models/base/write_whole.h>
#include <models/image/package_verification_result.h>
#include <models/image/requirement.h>
#include <models/imports/package_list.h>
#include <models/suite/image_reference.h>
#include <models/suite/suite.h>

#include <QFileInfo>
#include <QRandomGenerator>

namespace assay::app {

using namespace Qt::StringLiterals;

static constexpr qint64 mostRequirements = 1 << 20; //!< bytes of the file

TryImage::TryImage(TryCommand command) : m_command(std::move(command))
{
    connect(&m_interrupts, &Interrupts::interrupted, this, [this] {
        if (!m_run)
            Q_EMIT finished(130);
    });
}

void TryImage::start()
{
    if (m_command.image.trimmed().isEmpty()) {
        refuse(tr("Which image is to be tried? Name one, such as localhost/my-image."), 2);
        return;
    }
    if (!m_command.saveTo.isEmpty() && QFileInfo::exists(m_command.saveTo)) {
        refuse(tr("%1 is there already: choose another file for --save.").arg(m_command.saveTo), 2);
        return;
    }
    if (!m_command.place.local) {
        const auto image = chooseImageOfRegistry(m_command.image);
        if (image)
            chosen(*image);
        else
            refuse(image.error(), 2);
        return;
    }
    containers::EngineWish wish;
    wish.engine = m_command.place.engine;
    wish.patience = patienceWithBusyEngine;
    m_search = containers::findEngine(wish);
    connect(m_search.get(), &k8s::Job::finished, this, [this] {
        const auto search = std::move(m_search);
        if (search->result())
            found(*search->result());
        else
            refuse(search->result().error().message, 3);
    });
}

void TryImage::found(const containers::FoundEngine &engine)
{
    m_service = engine.service;
    m_client = std::make_unique<containers::EngineClient>(engine.address);
    m_client->know(engine.version);
    m_command.place.engineAt = engine.address.url();
    m_images = m_client->images();
    connect(m_images.get(), &k8s::Job::finished, this, [this] {
        const auto images = std::move(m_images);
        if (!images->result()) {
            refuse(images->result().error().message, 3);
            return;
        }
        const auto image = chooseImage(m_command.image, *images->result());
        if (image) {
            chosen(*image);
            return;
        }
        // What would be said of an engine without images is said of one that has not this one.
        const auto missing = chooseImage(m_command.image, {});
        if (!missing && missing.error() == image.error())
            refuseMissing(this, image.error(), m_client->address().socketPath);
        else
            refuse(image.error(), 2);
    });
}

QCoro::Task<> TryImage::refuseMissing(QPointer<TryImage> self, QString why, QString socketPath)
{
    const QString typed = self->m_command.image;
    const containers::EngineSurroundings here = containers::EngineSurroundings::ofThisProcess();
    const QString elsewhere = co_await onAnotherEngine(typed, socketPath, here);
    if (self)
        self->refuse(elsewhere.isEmpty() ? why
                                         : tr("The engine that was asked has no image "
                                              "\"%1\". %2")
                                               .arg(typed, elsewhere),
                     2);
}

//! Nobody else's: what is there of that name would be used, and stay.
static QString ownNamespace()
{
    static const QString letters = u"bcdfghjklmnpqrstvwxz2456789"_s;
    QString name = u"test-try-"_s;
    for (int i = 0; i < 8; ++i)
        name += letters[QRandomGenerator::system()->bounded(letters.size())];
    return name;
}

tl::expected<models::CustomImageTestConfiguration, QString>
configurationFor(const ChosenImage &image, const TryCommand &command,
                 const std::vector<models::ListedPackage> &requirements)
{
    models::CustomImageTestConfiguration test;
    const QString workbench = models::workbenchNameFor(image.name);
    test.id = workbench.isEmpty() ? u"image"_s : workbench;
    test.nameSpace = u"test-try"_s;
    test.notebookName = test.id;
    test.customImage = image.reference;
    test.timeoutPodReady = command.timeout;
    if (command.checks)
        test.workbenchChecks = QStringList{u"openshift"_s};
    for (const QString &package : command.packages) {
        // What is written with a version is a requirement; a bare name is what is imported.
        const auto found = models::Requirement::parse(package);
        if (found && !found->specifier.isEmpty())
            test.installedPackages << package;
        if (!found && package.trimmed().contains(u' '))
            return tl::unexpected(
                TryImage::tr("\"%1\" is no package: each stands by itself, as a name or with a "
                             "version, as in numpy \"pandas>=2\".")
                    .arg(package));
        const QString name = found ? found->name : package;
        const QString known = models::importNameFor(name);
        // A name that Python takes is imported as it stands: PIL, sklearn.svm.
        test.packagesToVerify << (!known.isEmpty()      ? known
                                  : name.contains(u'-') ? models::moduleOfDistribution(name)
                                                        : name);
    }
    for (const models::ListedPackage &package : requirements) {
        test.installedPackages << package.requirement();
        test.packagesToVerify << package.module;
    }
    // What holds nothing that Python imports.
    test.packagesToVerify.removeAll(QString());
    test.packagesToVerify.removeDuplicates();
    test.installedPackages.removeDuplicates();
    return test;
}

//! What a file for pip lists; its remarks are printed.
static tl::expected<std::vector<models::ListedPackage>, QString> listedIn(const QString &path)
{
    if (path.isEmpty())
        return {};
    const auto file = models::readBounded(path, mostRequirements);
    if (!file)
        return tl::unexpected(file.error());
    const auto list = models::readPackageList(
        {path, *file}, [](const QString &included) -> std::optional<QByteArray> {
            const auto other = models::readBounded(included, mostRequirements);
            return other ? std::optional(*other) : std::nullopt;
        });
    for (const models::ImportNote &note : list.notes)
        Terminal(Terminal::Stream::Err) << note.toLine() << '\n';
    return list.packages;
}

void TryImage::chosen(const ChosenImage &image)
{
    const auto requirements = listedIn(m_command.requirements);
    if (!requirements) {
        refuse(requirements.error(), 2);
        return;
    }
    auto test = configurationFor(image, m_command, *requirements);
    if (!test) {
        refuse(test.error(), 2);
        return;
    }
    for (const auto &problem : test->validate()) {
        const bool nothingNamed = problem.path == "packages_to_verify"_L1;
        if (problem.severity == models::FieldProblem::Severity::Error && !nothingNamed) {
            refuse(problem.message, 2);
            return;
        }
    }
    if (!m_command.saveTo.isEmpty() && test->packagesToVerify.isEmpty()) {
        refuse(tr("A suite names what is to be imported: name a package beside --save."), 2);
        return;
    }
    TestSelection selection;
    readPullSecret(selection, m_command.pullSecret);
    if (!selection.refusals.isEmpty()) {
        refuse(selection.refusals.constFirst(), 2);
        return;
    }
    models::Suite suite;
    suite.tests = {*test};
    if (!m_command.saveTo.isEmpty()) {
        if (const auto problem = models::writeWhole(m_command.saveTo, suite.toYaml())) {
            refuse(*problem, 2);
            return;
        }
    }
    if (!m_command.place.local)
        test->nameSpace = ownNamespace();
    selection.title = image.name;
    selection.tests = {*test};
    selection.origins = {{image.name, {}}};
    RunCommand run;
    run.places = {m_command.place};
    run.keep = m_command.keep ? Keep::Always : Keep::Never;
    run.output = m_command.output;
    run.json = m_command.json;
    run.looksAround = test->packagesToVerify.isEmpty();
    m_run = std::make_unique<HeadlessRun>(run, selection);
    connect(m_run.get(), &HeadlessRun::finished, this, &TryImage::finished);
    m_run->start();
}

void TryImage::refuse(const QString &why, int status)
{
    Terminal(Terminal::Stream::Err) << "assay: " << why << '\n';
    Q_EMIT finished(status);
}

} // namespace assay::app
