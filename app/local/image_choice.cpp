// SPDX-License-Identifier: Apache-2.0
#include "image_choice.h"

#include <local/local_facts.h>
#include <models/catalogue/rule_book.h>
#include <models/suite/image_reference.h>

#include <QCoreApplication>

namespace assay::app {

using namespace Qt::StringLiterals;

namespace {
struct ImageText
{
    Q_DECLARE_TR_FUNCTIONS(ImageChoice)
};
} // namespace

static constexpr qsizetype shownCandidates = 8;

//! Docker leaves out what its own registry's names begin with.
static QString inFull(const QString &tag)
{
    const qsizetype slash = tag.indexOf(u'/');
    if (slash < 0)
        return u"docker.io/library/"_s + tag;
    const QString first = tag.left(slash);
    const bool isHost = first.contains(u'.') || first.contains(u':') || first == u"localhost";
    return isHost ? tag : u"docker.io/"_s + tag;
}

static QString withTag(const QString &name)
{
    return name.lastIndexOf(u':') > name.lastIndexOf(u'/') ? name : name + u":latest"_s;
}

static ChosenImage present(const QString &name, const QString &id)
{
    return {name, id, name + u'@' + id};
}

//! In the words of a run that finds it missing.
static QString notBuilt(const QString &typed)
{
    models::Observation missing{.place = models::Place::Pull, .text = local::noRegistryOfLocalhost};
    missing.values[u"image"_s] = typed;
    const auto finding = models::ruleBook().find(missing);
    return finding ? finding->summary : missing.text;
}

tl::expected<ChosenImage, QString> chooseImage(const QString &typed,
                                               const std::vector<containers::ImageSummary> &images)
{
    const qsizetype at = typed.indexOf(u'@');
    const QString digest = at < 0 ? QString() : typed.mid(at + 1);
    const QString name = withTag(at < 0 ? typed : typed.left(at));
    const bool isFull = models::ImageReference::parse(name).has_value();
    QMap<QString, QString> ids; //!< by full name, of those that are meant
    for (const containers::ImageSummary &image : images) {
        if (!digest.isEmpty() && image.id != digest)
            continue;
        const bool byId = typed.size() >= 12 &&
                          (image.id == typed || QStringView(image.id).mid(7).startsWith(typed));
        for (const QString &tag : image.tags) {
            const QString full = inFull(tag);
            if (byId || full == name || (!isFull && full.endsWith(u'/' + name)))
                ids[full] = image.id;
        }
    }
    if (ids.contains(name))
        return present(name, ids.value(name));
    const QString local = u"localhost/"_s + name;
    if (ids.contains(local))
        return present(local, ids.value(local));
    if (ids.size() == 1)
        return present(ids.firstKey(), ids.first());
    if (ids.size() > 1) {
        const QStringList candidates = ids.keys();
        return tl::unexpected(
            ImageText::tr("\"%1\" may be %2: write the one that is meant in full.")
                .arg(typed, candidates.mid(0, shownCandidates).join(ImageText::tr(" or "))));
    }
    if (!isFull)
        return tl::unexpected(ImageText::tr("There is no image \"%1\" on this computer. Build it, "
                                            "or name one of a registry in full, such as "
                                            "quay.io/organization/image:2025.1.")
                                  .arg(typed));
    if (name.startsWith(u"localhost/"_s))
        return tl::unexpected(notBuilt(typed));
    return ChosenImage{name, {}, at < 0 ? name : typed};
}

tl::expected<ChosenImage, QString> chooseImageOfRegistry(const QString &typed)
{
    const QString name = typed.contains(u'@') ? typed : withTag(typed);
    if (name.startsWith(u"localhost/"_s))
        return tl::unexpected(
            ImageText::tr("\"%1\" is an image of this computer: push it to a registry that the "
                          "cluster pulls from, or leave out --context to try it here.")
                .arg(typed));
    const auto image = models::ImageReference::parse(name);
    if (!image)
        return tl::unexpected(
            ImageText::tr("A cluster pulls from a registry. %1").arg(image.error().constFirst()));
    return ChosenImage{name, {}, name};
}

} // namespace assay::app
