// SPDX-License-Identifier: Apache-2.0
#include "workbench_words.h"

#include <utility>
#include <vector>

namespace assay::models {

using namespace Qt::StringLiterals;

namespace {

//! In their order: whole phrases before what is in them.
const std::vector<std::pair<QString, QString>> &phrases()
{
    static const std::vector<std::pair<QString, QString>> all{
        // What a suite says and a workbench does not.
        {u"raise timeout_pod_ready if it only needs longer"_s, u"wait if it only needs longer"_s},
        {u"Wait and run the test again, or raise timeout_pod_ready; if"_s,
         u"Wait and look again; if"_s},
        {u"Raise timeout_pod_ready, or run the test again when"_s,
         u"Start the workbench again when"_s},
        {u"or raise timeout_pod_ready"_s, u"or wait longer"_s},
        {u"more time to start (timeout_pod_ready)"_s, u"more time to start"_s},
        {u"\"resources\" or \"storage\""_s, u"\"resources\" or in the volume claim"_s},
        {u"under \"storage\""_s, u"in the volume claim"_s},
        // What nobody tests.
        {u"This is not the image under test"_s, u"This is not the workbench's image"_s},
        {u"The image under test is not the cause."_s, u"The workbench's image is not the cause."_s},
        {u"not the one under test."_s, u"not the workbench's."_s},
        {u" while it was being tested"_s, u" while it was starting"_s},
        {u"the test names no storage class"_s, u"the volume claim names no storage class"_s},
        {u"Use a larger volume in the test"_s, u"Use a larger volume"_s},
        {u"or test an image that"_s, u"or take an image that"_s},
        {u"for a test that"_s, u"for a workbench that"_s},
        {u"Wait and run the test again"_s, u"Wait and look again"_s},
        {u"Wait a minute and run the test again"_s, u"Wait a minute and look again"_s},
        {u"Wait some minutes and run the test again"_s, u"Wait some minutes and look again"_s},
        {u"It tries again by itself: run the test again; if it stays so"_s,
         u"It tries again by itself: look again; if it stays so"_s},
        {u"Run the test"_s, u"Start the workbench"_s},
        {u"run the test"_s, u"start the workbench"_s},
        // What no run of ours left: nobody is to delete a workbench's data for it.
        {u"Delete the volume claim of an earlier run"_s, u"Have the volume's data moved"_s},
        {u"What is left of an earlier run"_s, u"What is left of an earlier start"_s},
        {u" of an earlier run, which"_s, u", which"_s},
        // The time that a run gives a pod, of which none was told.
        {u" when the time was over"_s, u" after more than ten minutes"_s},
        {u" until the time was over"_s, u" for more than ten minutes"_s},
        {u" before the time was over"_s, u" within ten minutes"_s},
    };
    return all;
}

} // namespace

QString inWorkbenchWords(const QString &sentence)
{
    QString told = sentence;
    for (const auto &[words, others] : phrases())
        told.replace(words, others);
    return told;
}

void tellInWorkbenchWords(Diagnosis &diagnosis)
{
    for (QString *sentence : {&diagnosis.cause, &diagnosis.summary, &diagnosis.advice})
        *sentence = inWorkbenchWords(*sentence);
}

} // namespace assay::models
