// SPDX-License-Identifier: Apache-2.0
#include <models/tables/suite_document.h>

#include <QTimer>

#include <algorithm>
#include <utility>

namespace assay::models {

using namespace Qt::StringLiterals;

using TestConfiguration = CustomImageTestConfiguration;

//! How many bytes at the beginning are the same. Most are: they are compared many at a time.
static qsizetype commonHead(QByteArrayView a, QByteArrayView b)
{
    constexpr qsizetype block = 4096;
    const qsizetype shorter = std::min(a.size(), b.size());
    qsizetype at = 0;
    while (shorter - at >= block && a.sliced(at, block) == b.sliced(at, block))
        at += block;
    while (at < shorter && a[at] == b[at])
        ++at;
    return at;
}

static qsizetype commonTail(QByteArrayView a, QByteArrayView b)
{
    constexpr qsizetype block = 4096;
    const qsizetype shorter = std::min(a.size(), b.size());
    qsizetype length = 0;
    while (shorter - length >= block &&
           a.chopped(length).last(block) == b.chopped(length).last(block))
        length += block;
    while (length < shorter && a[a.size() - 1 - length] == b[b.size() - 1 - length])
        ++length;
    return length;
}

SuiteDocument::Step SuiteDocument::stepBetween(const QByteArray &before, const QByteArray &after,
                                               const QString &what)
{
    const qsizetype head = commonHead(before, after);
    const qsizetype tail =
        commonTail(QByteArrayView(before).sliced(head), QByteArrayView(after).sliced(head));
    return {head, before.mid(head, before.size() - head - tail),
            after.mid(head, after.size() - head - tail), what};
}

//! `after` is what the text is from now on, and m_bytes still what it was.
void SuiteDocument::remember(const QByteArray &after, const QString &what, const QString &series)
{
    QByteArray before = m_bytes;
    m_steps.resize(m_done);
    if (!series.isEmpty() && series == m_series && !m_steps.empty()) {
        const Step &last = m_steps.back();
        before.replace(last.at, last.inserted.size(), last.removed);
        m_steps.pop_back();
    }
    m_steps.push_back(stepBetween(before, after, what));
    m_done = m_steps.size();
    m_series = series;
}

bool SuiteDocument::mayEdit()
{
    if (!isBroken())
        return true;
    const SuiteProblem &first = problems().front();
    Q_EMIT refused(tr("The YAML cannot be read: line %1: %2 Correct it on the YAML page, or undo "
                      "the change.")
                       .arg(first.line)
                       .arg(first.problem.message));
    return false;
}

bool SuiteDocument::take(const SuiteText::Edited &edited, const QString &what,
                         const QString &series, const Announce &announce)
{
    if (!edited) {
        Q_EMIT refused(edited.error());
        return false;
    }
    if (series != m_series)
        m_seriesBase = m_text;
    remember(edited->bytes(), what, series);
    // To let go of a large suite takes as long as much of the rest, and can wait for what is seen.
    m_former = std::exchange(m_text, *edited);
    QTimer::singleShot(0, this, [this] { m_former.reset(); });
    m_bytes = m_text.bytes();
    nameTests();
    announce();
    Q_EMIT bytesChanged();
    Q_EMIT historyChanged();
    refreshModified();
    return true;
}

//! Names of the fields that two tests do not share.
static QStringList fieldsBetween(const TestConfiguration &a, const TestConfiguration &b)
{
    QStringList names;
    for (const ConfigurationField &field : configurationFields()) {
        if (valueOf(field, a) != valueOf(field, b))
            names << field.nameText();
    }
    return names;
}

std::optional<SuiteText> SuiteDocument::Change::madeAlone() const
{
    return m_shared ? std::nullopt : m_base.withTestAlone(m_test, m_wanted);
}

SuiteText::Edited SuiteDocument::Change::made() const
{
    const SuiteText base = m_base.apart();
    auto made = m_shared ? base.withSharedValue(m_test, *m_shared, m_value)
                         : base.withTest(m_test, m_wanted);
    if (made)
        made->findPlaces();
    return made;
}

std::optional<SuiteDocument::Change>
SuiteDocument::changeOfTest(const QString &id, const TestConfiguration &configuration) const
{
    const int index = indexOf(id);
    if (index < 0 || isBroken())
        return std::nullopt;
    const TestConfiguration &before = tests()[std::size_t(index)];
    if (before == configuration || (configuration.id != before.id && isTaken(configuration.id, id)))
        return std::nullopt;
    const QStringList fields = fieldsBetween(before, configuration);
    Change change;
    change.m_before = m_bytes;
    change.m_test = std::size_t(index);
    change.m_wanted = configuration;
    change.m_what = tr("change of %1 in %2").arg(fields.join(u", "_s), id);
    change.m_series = u"test %1 %2"_s.arg(index).arg(fields.join(u' '));
    // Each letter is a change of what was there before the first, so that what is half typed says
    // nothing of how the whole is written.
    change.m_base = change.m_series == m_series ? m_seriesBase : m_text;
    return change;
}

std::optional<SuiteDocument::Change>
SuiteDocument::changeOfSharedValue(const QString &id, const QString &field, const Json &value) const
{
    const int index = indexOf(id);
    const ConfigurationField *known = configurationField(field);
    if (index < 0 || !known || isBroken())
        return std::nullopt;
    Change change;
    change.m_base = m_text;
    change.m_before = m_bytes;
    change.m_test = std::size_t(index);
    change.m_shared = known;
    change.m_value = value;
    change.m_what = tr("change of %1 for all").arg(field);
    change.m_series = u"shared %1 %2"_s.arg(index).arg(field);
    return change;
}

std::optional<QString> SuiteDocument::takeChange(const Change &change,
                                                 const SuiteText::Edited &made)
{
    if (change.m_before != m_bytes || !mayEdit())
        return std::nullopt;
    const auto test = qsizetype(change.m_test);
    // Copied: whoever is told may change the document again.
    const QStringList ids = m_ids;
    const std::vector<TestConfiguration> before =
        change.m_shared ? tests() : std::vector<TestConfiguration>();
    QString now;
    const bool taken = take(made, change.m_what, change.m_series, [&] {
        now = m_ids[test];
        if (change.m_shared)
            announceDifference(ids, before);
        else
            Q_EMIT testChanged(now, ids[test]);
    });
    return taken ? std::optional(now) : std::nullopt;
}

std::optional<QString> SuiteDocument::setTest(const QString &id,
                                              const TestConfiguration &configuration)
{
    Q_EMIT aboutToChange();
    const TestConfiguration *before = test(id);
    if (before && *before == configuration)
        return id;
    if (!before || (configuration.id != before->id && isTaken(configuration.id, id)) || !mayEdit())
        return std::nullopt;
    const auto change = changeOfTest(id, configuration);
    return change ? takeChange(*change, change->m_base.withTest(change->m_test, configuration))
                  : std::nullopt;
}

bool SuiteDocument::setSharedValue(const QString &id, const QString &field, const Json &value)
{
    Q_EMIT aboutToChange();
    if (indexOf(id) < 0 || !configurationField(field) || !mayEdit())
        return false;
    const auto change = changeOfSharedValue(id, field, value);
    return change && takeChange(*change, change->m_base.withSharedValue(change->m_test,
                                                                        *change->m_shared, value));
}

QString SuiteDocument::addTest(const TestConfiguration &configuration)
{
    Q_EMIT aboutToChange();
    if (!mayEdit())
        return {};
    QString id;
    take(m_text.withNewTest(tests().size(), configuration), tr("new test %1").arg(configuration.id),
         {}, [&] {
             id = m_ids.last();
             Q_EMIT testAdded(id);
         });
    return id;
}

QStringList SuiteDocument::addTests(const std::vector<TestConfiguration> &added,
                                    const QString &what)
{
    Q_EMIT aboutToChange();
    if (added.empty() || !mayEdit())
        return {};
    const qsizetype before = m_ids.size();
    QStringList come;
    take(m_text.withNewTests(tests().size(), added), what, {}, [&] {
        come = m_ids.mid(before);
        for (const QString &id : come)
            Q_EMIT testAdded(id);
    });
    return come;
}

QString SuiteDocument::duplicateTest(const QString &original)
{
    Q_EMIT aboutToChange();
    const int index = indexOf(original);
    if (index < 0 || !mayEdit())
        return {};
    TestConfiguration copy = tests()[std::size_t(index)];
    const auto freeName = [](const QString &base, auto isFree) {
        QString name = base;
        for (int n = 2; !isFree(name); ++n)
            name = base + QString::number(n);
        return name;
    };
    // Room for what is added, also where the sidecar leaves a notebook 47 characters.
    copy.id = freeName(copy.id.left(90) + "_copy"_L1,
                       [this](const QString &id) { return !isTaken(id, {}); });
    if (!copy.notebookName.isEmpty()) {
        copy.notebookName =
            freeName(copy.notebookName.left(38) + "-copy"_L1, [&](const QString &name) {
                return std::none_of(
                    tests().begin(), tests().end(), [&](const TestConfiguration &test) {
                        return test.nameSpace == copy.nameSpace && test.notebookName == name;
                    });
            });
    }
    QString id;
    take(m_text.withCopy(std::size_t(index), copy), tr("copy of %1").arg(original), {}, [&] {
        id = m_ids[index + 1];
        Q_EMIT testAdded(id);
    });
    return id;
}

void SuiteDocument::removeTests(const QStringList &ids)
{
    Q_EMIT aboutToChange();
    std::vector<std::size_t> places;
    QStringList removed;
    for (qsizetype i = 0; i < m_ids.size(); ++i) {
        if (ids.contains(m_ids[i])) {
            places.push_back(std::size_t(i));
            removed << m_ids[i];
        }
    }
    if (removed.isEmpty() || !mayEdit())
        return;
    take(m_text.without(places),
         removed.size() == 1 ? tr("removal of %1").arg(removed.first())
                             : tr("removal of %n test(s)", "", int(removed.size())),
         {}, [&] { Q_EMIT testsRemoved(removed); });
}

void SuiteDocument::moveTest(const QString &id, int place)
{
    Q_EMIT aboutToChange();
    const int index = indexOf(id);
    if (index < 0 || place < 0 || place >= m_ids.size() || place == index || !mayEdit())
        return;
    take(m_text.withMoved(std::size_t(index), std::size_t(place)), tr("move of %1").arg(id), {},
         [&] { Q_EMIT reset(); });
}

void SuiteDocument::setBytes(const QByteArray &bytes, const QString &what, const QString &series)
{
    Q_EMIT aboutToChange();
    if (bytes == m_bytes)
        return;
    remember(bytes, what, series);
    show(bytes);
}

void SuiteDocument::setText(const SuiteText &text, const QString &what, const QString &series)
{
    Q_EMIT aboutToChange();
    // Where its notebooks lie decides on what is wrong with it.
    if (text.folder() != folder())
        return setBytes(text.bytes(), what, series);
    if (text.bytes() == m_bytes)
        return;
    remember(text.bytes(), what, series);
    show(text);
}

void SuiteDocument::show(SuiteText next)
{
    m_bytes = next.bytes();
    const bool wasBroken = isBroken();
    m_broken.reset();
    if (next.suite().readable) {
        const QStringList ids = m_ids;
        const std::vector<TestConfiguration> before = tests();
        m_text = std::move(next);
        nameTests();
        announceDifference(ids, before);
    } else {
        m_broken = next.suite();
    }
    if (isBroken() || wasBroken)
        Q_EMIT brokenChanged(isBroken());
    Q_EMIT bytesChanged();
    Q_EMIT historyChanged();
    refreshModified();
}

//! What became of the tests, in as few words as will do: what stays keeps its place on the screen.
void SuiteDocument::announceDifference(const QStringList &ids,
                                       const std::vector<TestConfiguration> &before)
{
    const auto old = qsizetype(before.size()), now = m_ids.size();
    const auto same = [&](qsizetype a, qsizetype b) {
        return ids[a] == m_ids[b] && before[std::size_t(a)] == tests()[std::size_t(b)];
    };
    qsizetype head = 0, tail = 0;
    while (head < std::min(old, now) && same(head, head))
        ++head;
    while (tail < std::min(old, now) - head && same(old - 1 - tail, now - 1 - tail))
        ++tail;
    const QStringList gone = ids.mid(head, old - head - tail);
    const QStringList come = m_ids.mid(head, now - head - tail);
    if (gone.isEmpty()) {
        for (const QString &id : come)
            Q_EMIT testAdded(id);
        // What is wrong with a test may be another although it is the same.
        if (come.isEmpty() && !m_ids.isEmpty())
            Q_EMIT testChanged(m_ids.first(), m_ids.first());
        return;
    }
    if (come.isEmpty())
        return Q_EMIT testsRemoved(gone);
    const auto renamed = [&](qsizetype i) {
        return gone[i] == come[i] || (!ids.contains(come[i]) && !m_ids.contains(gone[i]));
    };
    bool inPlace = gone.size() == come.size();
    for (qsizetype i = 0; inPlace && i < gone.size(); ++i)
        inPlace = renamed(i);
    if (!inPlace)
        return Q_EMIT reset();
    for (qsizetype i = 0; i < gone.size(); ++i)
        Q_EMIT testChanged(come[i], gone[i]);
}

QString SuiteDocument::undoText() const
{
    return canUndo() ? m_steps[m_done - 1].what : QString();
}

QString SuiteDocument::redoText() const
{
    return canRedo() ? m_steps[m_done].what : QString();
}

void SuiteDocument::undo()
{
    Q_EMIT aboutToChange();
    if (!canUndo())
        return;
    endSeries();
    const Step &step = m_steps[--m_done];
    show(QByteArray(m_bytes).replace(step.at, step.inserted.size(), step.removed));
}

void SuiteDocument::redo()
{
    Q_EMIT aboutToChange();
    if (!canRedo())
        return;
    endSeries();
    const Step &step = m_steps[m_done++];
    show(QByteArray(m_bytes).replace(step.at, step.removed.size(), step.inserted));
}

} // namespace assay::models
