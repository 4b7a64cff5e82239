// SPDX-License-Identifier: Apache-2.0
#include <local/local_facts.h>

#include <QCoreApplication>
#include <QFile>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <unistd.h>

namespace assay::local {

using namespace Qt::StringLiterals;

namespace {
struct LocalText
{
    Q_DECLARE_TR_FUNCTIONS(LocalText)
};
} // namespace

//! As OpenShift counts them: far above every user that an image knows by name.
static constexpr qint64 openShiftUserId = 1'000'730'000;
//! Below the highest id of an engine that has few: the last ones may belong to somebody.
static constexpr qint64 belowHighest = 536;
//! What every engine without root maps at least, by the usual 65536 subordinate ids.
static constexpr qint64 fewIds = 65'536;
static constexpr int shortId = 12; //!< characters of a container's id, as engines print it

static qint64 chosenId(const std::optional<qint64> &mapped)
{
    const qint64 ids = mapped.value_or(fewIds);
    return ids > openShiftUserId ? openShiftUserId : std::max<qint64>(ids - belowHighest, 1);
}

LocalFacts factsOf(const containers::FoundEngine &engine, const containers::EngineInfo &info)
{
    LocalFacts facts;
    facts.engine = engine;
    facts.info = info;
    facts.userId = chosenId(info.mappedUserIds);
    facts.groupId = chosenId(info.mappedGroupIds);
    facts.owner = ownerOfThisProcess();
    return facts;
}

QString LocalFacts::text() const
{
    return info.rootless ? LocalText::tr("%1, rootless").arg(engine.version.text())
                         : engine.version.text();
}

QString containerOf(const QByteArray &mountInfo)
{
    // "192 184 0:47 /ROOT/ID/userdata/hostname /etc/hostname rw …": what is mounted, and where.
    static const QRegularExpression id(u"(?:^|/)([0-9a-f]{64})(?:/|$)"_s);
    for (const QByteArray &line : mountInfo.split('\n')) {
        const QList<QByteArray> fields = line.split(' ');
        if (fields.value(4) != "/etc/hostname" && fields.value(4) != "/etc/resolv.conf")
            continue;
        const auto match = id.match(QString::fromUtf8(fields.value(3)));
        if (match.hasMatch())
            return match.captured(1);
    }
    return {};
}

QString containerOfThisProcess()
{
    QFile file(u"/proc/self/mountinfo"_s);
    return file.open(QIODevice::ReadOnly) ? containerOf(file.read(1 << 20)) : QString();
}

//! When a process began, in ticks since the computer did; empty where there is none.
static QByteArray startOf(qint64 pid)
{
    QFile file(u"/proc/%1/stat"_s.arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray stat = file.read(4096);
    // The program's name may hold anything; what follows its parenthesis does not.
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    return fields.value(0) == "Z" ? QByteArray() : fields.value(19);
}

QString placeOfThisProcess()
{
    const QString container = containerOfThisProcess();
    if (!container.isEmpty())
        return container.left(shortId);
    // Linux gives the first namespace of processes this number on every computer.
    constexpr QLatin1StringView first("4026531836");
    static const QRegularExpression number(u"\\Apid:\\[(\\d+)\\]\\z"_s);
    std::array<char, 64> link{};
    const ssize_t size = ::readlink("/proc/self/ns/pid", link.data(), link.size());
    const auto match = number.match(QString::fromLatin1(link.data(), std::max<ssize_t>(size, 0)));
    return !match.hasMatch() || match.captured(1) == first ? QString() : u'n' + match.captured(1);
}

QString ownerOfThisProcess()
{
    const qint64 pid = QCoreApplication::applicationPid();
    const QString owner = QString::number(pid) + u'.' + QString::fromLatin1(startOf(pid));
    const QString place = placeOfThisProcess();
    return place.isEmpty() ? owner : owner + u'.' + place;
}

bool isOwner(const QString &label)
{
    static const QRegularExpression form(
        u"\\A[1-9]\\d{0,9}\\.\\d{1,20}(?:\\.(?:[0-9a-f]{12}|n\\d{1,10}))?\\z"_s);
    return form.match(label).hasMatch();
}

QString containerOfOwner(const QString &owner)
{
    const QString place = owner.section(u'.', 2, 2);
    return place.startsWith(u'n') ? QString() : place;
}

std::optional<bool> isAlive(const QString &owner, const QString &place)
{
    if (owner.section(u'.', 2, 2) != place.left(shortId))
        return {};
    const QByteArray start = startOf(owner.section(u'.', 0, 0).toLongLong());
    return !start.isEmpty() && QString::fromLatin1(start) == owner.section(u'.', 1, 1);
}

} // namespace assay::local
