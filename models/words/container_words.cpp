// SPDX-License-Identifier: Apache-2.0
#include <models/words/container_words.h>

#include <models/catalogue/phrases.h>
#include <models/catalogue/rule_book.h>

#include <QCoreApplication>
#include <QPointer>
#include <QRegularExpression>
#include <QTranslator>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

struct Phrase
{
    QString pattern; //!< between word boundaries, not within a placeholder
    QString words;
};

//! In their order: whole phrases before single words.
// NOLINTNEXTLINE(readability-function-size): a table
const std::vector<Phrase> &phrases()
{
    static const std::vector<Phrase> all{
        {u"The cluster keeps restarting %1: its %2 %3"_s,
         u"As on a cluster, %1 is restarted again and again: its %2 %3"_s},
        {u"What a validation needs of the cluster “%1”"_s, u"What a validation needs of “%1”"_s},
        {u"the network between it and the cluster"_s,
         u"the network between it and this computer"_s},
        {u"No node of this cluster has %1 to give"_s,
         u"Tests on a container engine are given no GPU (%1)"_s},
        {u"Use a cluster with GPUs and their device plugin. Where an autoscaler adds such nodes, "
         "name the resource: \"resources: {limits: {%1: 1}}\"."_s,
         u"Run the test on a cluster that has GPUs."_s},
        {u"when a node is restarted"_s,
         u"when somebody stops or removes the container, or restarts the engine"_s},
        {u"the cluster (runs the workbench as another|does not run it as root)"_s,
         u"OpenShift \\1"_s},
        {u"does not let the cluster read"_s, u"does not let this computer read"_s},
        {u"make the repository public, or name a pull secret under \"pull_secret\""_s,
         u"log in to the registry with \"podman login\" or \"docker login\", or make the "
         u"repository "
         "public"_s},
        {u"give the cluster a pull secret of an account with a higher limit"_s,
         u"log in to the registry with an account that has a higher limit"_s},
        {u"with which the cluster asks for"_s, u"with which this computer asks for"_s},
        {u"[Tt]he pull secret"_s, u"the login"_s},
        {u"Left on the cluster"_s, u"Left on this computer"_s},
        // Of the state machine, where there is little room.
        {u"Pod pending"_s, u"Pending"_s},
        {u"Pod running"_s, u"Running"_s},
        {u"Wait for pod"_s, u"Start-up"_s},
        {u"[Tt]he (?:notebook|Notebook) was deleted"_s, u"The container was removed"_s},
        {u"The pod's containers?"_s, u"The container"_s},
        {u"the pod's containers?"_s, u"the container"_s},
        {u"containers? of the pod"_s, u"container"_s},
        {u"containers? in the pod"_s, u"container"_s},
        {u"[Rr]un the test on another node, or ask the cluster's administrator "
         "(?:for room on the node|to make room)"_s,
         u"make room, as by \"podman system prune\" or \"docker system prune\", and run the test "
         "again"_s},
        {u"ask the cluster's administrator for room on the node"_s,
         u"make room, as by \"podman system prune\" or \"docker system prune\""_s},
        {u"The cluster's administrator can mend this, on the node"_s,
         u"Whoever looks after this computer can mend this"_s},
        {u"The cluster's administrator"_s, u"Whoever looks after this computer"_s},
        {u"the cluster's administrator"_s, u"whoever looks after this computer"_s},
        {u"[Aa]nother node"_s, u"another computer"_s},
        {u"The [Nn]ode(?!\\.js)"_s, u"This computer"_s},
        {u"the [Nn]ode(?!\\.js)"_s, u"this computer"_s},
        {u"[Pp]ersistent [Vv]olume [Cc]laims"_s, u"volumes"_s},
        {u"[Pp]ersistent [Vv]olume [Cc]laim"_s, u"volume"_s},
        {u"PersistentVolumeClaims?"_s, u"volume"_s},
        {u"volume claims"_s, u"volumes"_s},
        {u"volume claim"_s, u"volume"_s},
        {u"claim's volume"_s, u"volume"_s},
        {u"[Nn]otebook [Cc]ontroller"_s, u"engine"_s},
        {u"controllers"_s, u"engines"_s},
        {u"Controllers"_s, u"Engines"_s},
        {u"controller"_s, u"engine"_s},
        {u"Controller"_s, u"Engine"_s},
        {u"StatefulSet"_s, u"container"_s},
        {u"Notebooks"_s, u"containers"_s},
        {u"Notebook"_s, u"container"_s},
        {u"claims"_s, u"volumes"_s},
        {u"claim"_s, u"volume"_s},
        {u"Claims"_s, u"Volumes"_s},
        {u"Claim"_s, u"Volume"_s},
        {u"sandboxes"_s, u"surroundings"_s},
        {u"sandbox"_s, u"surroundings"_s},
        {u"Sandbox"_s, u"Surroundings"_s},
        {u"Pods"_s, u"Containers"_s},
        {u"pods"_s, u"containers"_s},
        {u"Pod"_s, u"Container"_s},
        {u"pod"_s, u"container"_s},
    };
    return all;
}

//! Finds for each text the one that people on this computer read.
class ContainerWords : public QTranslator
{
public:
    using QTranslator::QTranslator;

    bool isEmpty() const override { return false; }
    QString translate(const char *context, const char *sourceText, const char *disambiguation,
                      int n) const override
    {
        // The plurals lie with the translator that was there before.
        const QString known = m_english.translate(context, sourceText, disambiguation, n);
        const QString text = known.isEmpty() ? QString::fromUtf8(sourceText) : known;
        const QString told = inContainerWords(text);
        return told == text ? QString() : told;
    }
    bool loadEnglish() { return m_english.load(u":/translations/assay_en.qm"_s); }

private:
    QTranslator m_english;
};

} // namespace

QString inContainerWords(const QString &text)
{
    static const std::vector<std::pair<QRegularExpression, QString>> compiled = [] {
        std::vector<std::pair<QRegularExpression, QString>> list;
        for (const Phrase &phrase : phrases()) {
            const bool whole = phrase.pattern.contains(u"%1"_s);
            list.emplace_back(QRegularExpression(whole ? QRegularExpression::escape(phrase.pattern)
                                                       : u"(?<![\\w{./-])(?:"_s + phrase.pattern +
                                                             u")(?![\\w}/])"_s),
                              phrase.words);
        }
        return list;
    }();
    QString told = text;
    for (const auto &[pattern, words] : compiled)
        told.replace(pattern, words);
    return told;
}

//! What is typed for a cluster mends nothing of an engine, but for the logins of a registry.
static Fix onAnEngine(const Fix &fix)
{
    if (fix.kind != Fix::Kind::Kubectl)
        return fix;
    Fix told = fix;
    told.text = fix.text.contains(u"docker-registry"_s)
                    ? u"podman login {registry}   # or: docker login {registry}"_s
                    : QString();
    return told;
}

std::vector<Rule> inContainerWords(std::vector<Rule> rules)
{
    for (Rule &rule : rules) {
        rule.fix = onAnEngine(rule.fix);
        for (QString *sentence : {&rule.cause, &rule.summary, &rule.advice})
            *sentence = inContainerWords(toldTo(*sentence, Audience::Tester));
    }
    return rules;
}

void installContainerWords()
{
    speakOfContainers(true);
}

void speakOfContainers(bool wanted)
{
    static QPointer<ContainerWords> words;
    static std::vector<Rule> ofClusters;
    if (wanted == !words.isNull())
        return;
    if (!wanted) {
        QCoreApplication::removeTranslator(words);
        delete words;
        setRuleBook(std::make_shared<RuleBook>(std::exchange(ofClusters, {})));
        return;
    }
    words = new ContainerWords(QCoreApplication::instance());
    if (words->loadEnglish())
        QCoreApplication::installTranslator(words);
    ofClusters = ruleBook().rules();
    setRuleBook(std::make_shared<RuleBook>(inContainerWords(ofClusters)));
}

} // namespace assay::models
