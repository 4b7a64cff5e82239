<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US">
<context>
    <name>AgeText</name>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n minute ago</numerusform>
            <numerusform>%n minutes ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation>
            <numerusform>%n hour ago</numerusform>
            <numerusform>%n hours ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CleanUpText</name>
    <message numerus="yes">
        <source>The workbench does not end at once when it is told to: it has %n second(s) for that.</source>
        <translation>
            <numerusform>The workbench does not end at once when it is told to: it has %n second for that.</numerusform>
            <numerusform>The workbench does not end at once when it is told to: it has %n seconds for that.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ConfirmText</name>
    <message numerus="yes">
        <source>The workbench became ready, but does not stay ready: it lost its readiness %n time(s) while it was tested.</source>
        <translation>
            <numerusform>The workbench became ready, but does not stay ready: it lost its readiness %n time while it was tested.</numerusform>
            <numerusform>The workbench became ready, but does not stay ready: it lost its readiness %n times while it was tested.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The workbench lost its readiness %n time(s) while its packages were imported, and got it back.</source>
        <translation>
            <numerusform>The workbench lost its readiness %n time while its packages were imported, and got it back.</numerusform>
            <numerusform>The workbench lost its readiness %n times while its packages were imported, and got it back.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExplainText</name>
    <message numerus="yes">
        <source>%n rule(s), nothing wrong.</source>
        <translation>
            <numerusform>%n rule, nothing wrong.</numerusform>
            <numerusform>%n rules, nothing wrong.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FileText</name>
    <message numerus="yes">
        <source>%n test(s), nothing wrong.</source>
        <translation>
            <numerusform>%n test, nothing wrong.</numerusform>
            <numerusform>%n tests, nothing wrong.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FlowText</name>
    <message numerus="yes">
        <source>%n package(s) cannot be imported: %1</source>
        <translation>
            <numerusform>%n package cannot be imported: %1</numerusform>
            <numerusform>%n packages cannot be imported: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n import(s) did not end in time: %1</source>
        <translation>
            <numerusform>%n import did not end in time: %1</numerusform>
            <numerusform>%n imports did not end in time: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HistoryText</name>
    <message numerus="yes">
        <source>%n run(s), %1</source>
        <translation>
            <numerusform>%n run, %1</numerusform>
            <numerusform>%n runs, %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) would go, %1</source>
        <translation>
            <numerusform>%n run would go, %1</numerusform>
            <numerusform>%n runs would go, %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) removed, %1</source>
        <translation>
            <numerusform>%n run removed, %1</numerusform>
            <numerusform>%n runs removed, %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImageCheckText</name>
    <message numerus="yes">
        <source>%n check(s) failed: %1</source>
        <translation>
            <numerusform>%n check failed: %1</numerusform>
            <numerusform>%n checks failed: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImportProof</name>
    <message numerus="yes">
        <source>CommandTimeoutError: the import did not end within %n second(s)</source>
        <translation>
            <numerusform>CommandTimeoutError: the import did not end within %n second</numerusform>
            <numerusform>CommandTimeoutError: the import did not end within %n seconds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OwnCompany</name>
    <message numerus="yes">
        <source>No node had enough free %1 for the pod while %n other workbench(es) of this run held some of it.</source>
        <translation>
            <numerusform>No node had enough free %1 for the pod while %n other workbench of this run held some of it.</numerusform>
            <numerusform>No node had enough free %1 for the pod while %n other workbenches of this run held some of it.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PackageList</name>
    <message numerus="yes">
        <source>%n of conda&apos;s packages are none of Python&apos;s, and were left out: %1.</source>
        <translation>
            <numerusform>%n of conda&apos;s packages is none of Python&apos;s, and was left out: %1.</numerusform>
            <numerusform>%n of conda&apos;s packages are none of Python&apos;s, and were left out: %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n other package(s) are wanted only where %2: whether that holds in the image is not asked.</source>
        <translation>
            <numerusform>%1 and %n other package are wanted only where %2: whether that holds in the image is not asked.</numerusform>
            <numerusform>%1 and %n other packages are wanted only where %2: whether that holds in the image is not asked.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProblemWords</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RecordText</name>
    <message numerus="yes">
        <source>%1 of %n packages could not be imported</source>
        <translation>
            <numerusform>%1 of %n package could not be imported</numerusform>
            <numerusform>%1 of %n packages could not be imported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n checks failed</source>
        <translation>
            <numerusform>%1 of %n check failed</numerusform>
            <numerusform>%1 of %n checks failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, and %n more failure(s)</source>
        <translation>
            <numerusform>%1, and %n more failure</numerusform>
            <numerusform>%1, and %n more failures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ResultText</name>
    <message numerus="yes">
        <source>CommandTimeoutError: the import did not end within %n second(s)</source>
        <translation>
            <numerusform>CommandTimeoutError: the import did not end within %n second</numerusform>
            <numerusform>CommandTimeoutError: the import did not end within %n seconds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TimelineWords</name>
    <message numerus="yes">
        <source>%n package(s) installed</source>
        <translation>
            <numerusform>%n package installed</numerusform>
            <numerusform>%n packages installed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::app::Dashboard</name>
    <message numerus="yes">
        <source>%n problem(s), because of which the file is left out; runs go on with the built-in diagnoses:</source>
        <translation>
            <numerusform>%n problem, because of which the file is left out; runs go on with the built-in diagnoses:</numerusform>
            <numerusform>%n problems, because of which the file is left out; runs go on with the built-in diagnoses:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::app::HeadlessRun</name>
    <message numerus="yes">
        <source>%n test(s) failed, as many as --maxfail allows.</source>
        <translation>
            <numerusform>%n test failed, as many as --maxfail allows.</numerusform>
            <numerusform>%n tests failed, as many as --maxfail allows.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::app::ReadinessWait</name>
    <message numerus="yes">
        <source>Nothing was heard from the API server for %n second(s)</source>
        <translation>
            <numerusform>Nothing was heard from the API server for %n second</numerusform>
            <numerusform>Nothing was heard from the API server for %n seconds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::models::SuiteDocument</name>
    <message numerus="yes">
        <source>removal of %n test(s)</source>
        <translation>
            <numerusform>removal of %n test</numerusform>
            <numerusform>removal of %n tests</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::models::reporting::ReportText</name>
    <message numerus="yes">
        <source>%n known failure(s)</source>
        <translation>
            <numerusform>%n known failure</numerusform>
            <numerusform>%n known failures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::ui::CheckWording</name>
    <message numerus="yes">
        <source>%1 of %n checks failed: %2.</source>
        <translation>
            <numerusform>%1 of %n check failed: %2.</numerusform>
            <numerusform>%1 of %n checks failed: %2.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::ui::ExplanationText</name>
    <message numerus="yes">
        <source>%n packages</source>
        <translation>
            <numerusform>%n package</numerusform>
            <numerusform>%n packages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n packages cannot be imported: %2.</source>
        <translation>
            <numerusform>%1 of %n package cannot be imported: %2.</numerusform>
            <numerusform>%1 of %n packages cannot be imported: %2.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::ui::ImportDialog</name>
    <message numerus="yes">
        <source>%n test(s) in %1</source>
        <translation>
            <numerusform>%n test in %1</numerusform>
            <numerusform>%n tests in %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n package(s) in %1</source>
        <translation>
            <numerusform>%n package in %1</numerusform>
            <numerusform>%n packages in %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) to know</source>
        <translation>
            <numerusform>%n thing to know</numerusform>
            <numerusform>%n things to know</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add %n test(s)</source>
        <translation>
            <numerusform>Add %n test</numerusform>
            <numerusform>Add %n tests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add %n package(s) to %1</source>
        <translation>
            <numerusform>Add %n package to %1</numerusform>
            <numerusform>Add %n packages to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more are not shown.</source>
        <translation>
            <numerusform>%n more is not shown.</numerusform>
            <numerusform>%n more are not shown.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::ui::LeftoversDialog</name>
    <message numerus="yes">
        <source>%n runs left something there.</source>
        <translation>
            <numerusform>%n run left something there.</numerusform>
            <numerusform>%n runs left something there.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::ui::ObjectsPage</name>
    <message numerus="yes">
        <source>A run creates %1. %n line(s) differ from Assay&apos;s template: + is what this test has, − is what the template has in its place.</source>
        <translation>
            <numerusform>A run creates %1. %n line differs from Assay&apos;s template: + is what this test has, − is what the template has in its place.</numerusform>
            <numerusform>A run creates %1. %n lines differ from Assay&apos;s template: + is what this test has, − is what the template has in its place.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::ui::StateMachineView</name>
    <message numerus="yes">
        <source>%n imports failed</source>
        <translation>
            <numerusform>%n import failed</numerusform>
            <numerusform>%n imports failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n checks failed</source>
        <translation>
            <numerusform>%n check failed</numerusform>
            <numerusform>%n checks failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cells failed</source>
        <translation>
            <numerusform>%n cell failed</numerusform>
            <numerusform>%n cells failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n without an answer</source>
        <translation>
            <numerusform>%n without an answer</numerusform>
            <numerusform>%n without an answer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n imports passed</source>
        <translation>
            <numerusform>%n import passed</numerusform>
            <numerusform>%n imports passed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n imports</source>
        <translation>
            <numerusform>%1 of %n import</numerusform>
            <numerusform>%1 of %n imports</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::ui::SuiteEditing</name>
    <message numerus="yes">
        <source>Removed %n test(s) from the suite.</source>
        <translation>
            <numerusform>Removed %n test from the suite.</numerusform>
            <numerusform>Removed %n tests from the suite.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::ui::TimeTrack</name>
    <message numerus="yes">
        <source>%n pieces of work on the axis</source>
        <translation>
            <numerusform>%n piece of work on the axis</numerusform>
            <numerusform>%n pieces of work on the axis</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them went wrong</source>
        <translation>
            <numerusform>%n of them went wrong</numerusform>
            <numerusform>%n of them went wrong</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>assay::ui::WorkbenchText</name>
    <message numerus="yes">
        <source>%n workbenches: %1.</source>
        <translation>
            <numerusform>%n workbench: %1.</numerusform>
            <numerusform>%n workbenches: %1.</numerusform>
        </translation>
    </message>
</context>
</TS>
