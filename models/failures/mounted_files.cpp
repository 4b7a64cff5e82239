// SPDX-License-Identifier: Apache-2.0
#include "mounted_files.h"

#include <QRegularExpression>

namespace assay::models::classification {

using namespace Qt::StringLiterals;

//! The object behind one source of files: a volume, or a part of a projected one.
static std::optional<MountedObject> objectOf(const Json &source, const char *nameOfSecret)
{
    if (const QString name = textAt(source, {"configMap", "name"}); !name.isEmpty())
        return MountedObject{u"ConfigMap"_s, name, {}};
    if (const QString name = textAt(source, {"secret", nameOfSecret}); !name.isEmpty())
        return MountedObject{u"Secret"_s, name, {}};
    return std::nullopt;
}

static std::optional<MountedObject> objectNamed(const PodHistory &history, const QString &volume)
{
    for (const Json &entry : listAt(history.pod, {"spec", "volumes"})) {
        if (textAt(entry, {"name"}) != volume)
            continue;
        if (const auto object = objectOf(entry, "secretName"))
            return object;
        const Json &parts = listAt(entry, {"projected", "sources"});
        // Of several that are put together, none is known to hold the file.
        return parts.size() == 1 ? objectOf(parts.front(), "name") : std::nullopt;
    }
    return std::nullopt;
}

static QString mountPathOf(const Json &mount)
{
    QString path = textAt(mount, {"mountPath"});
    while (path.size() > 1 && path.endsWith(u'/'))
        path.chop(1);
    return path;
}

std::optional<MountedObject> mountedFileIn(const QString &text, const PodHistory &history,
                                           const Container &container)
{
    static const QRegularExpression file(u"(?<![\\w.])/[\\w.@+-][\\w./@+-]*"_s);
    auto matches = file.globalMatch(text);
    while (matches.hasNext()) {
        QString path = matches.next().captured();
        while (path.endsWith(u'.') || path.endsWith(u'/'))
            path.chop(1);
        QString nearest, volume;
        for (const Json &mount : listAt(*container.spec, {"volumeMounts"})) {
            const QString at = mountPathOf(mount);
            const bool holds = path == at || path.startsWith(at + u'/');
            if (holds && at.size() > nearest.size()) {
                nearest = at;
                volume = textAt(mount, {"name"});
            }
        }
        auto object = nearest.isEmpty() ? std::nullopt : objectNamed(history, volume);
        if (object) {
            object->path = path;
            return object;
        }
    }
    return std::nullopt;
}

std::optional<MountedObject> mountedSettings(const PodHistory &history, const Container &container)
{
    static const QRegularExpression folder(
        u"(?:\\A|/)(?:etc/jupyter|\\.jupyter|\\.ipython)(?:/|\\z)"_s);
    for (const Json &mount : listAt(*container.spec, {"volumeMounts"})) {
        const QString at = mountPathOf(mount);
        if (!folder.match(at).hasMatch())
            continue;
        if (auto object = objectNamed(history, textAt(mount, {"name"}))) {
            object->path = at;
            return object;
        }
    }
    return std::nullopt;
}

} // namespace assay::models::classification
