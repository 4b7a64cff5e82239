// SPDX-License-Identifier: Apache-2.0

// The ladder as a dialog: what it shows while it is climbed, and after.

#include <ui/dialogs/ladder_dialog.h>
#include <ui/look/theme.h>

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using Result = models::PreflightCheck::Result;

class LadderDialogTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // As the window does: the style comes before the first widget.
    void initTestCase() { ui::Theme::instance(); }
    void init()
    {
        m_dialog = std::make_unique<ui::LadderDialog>();
        m_dialog->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_dialog.get()));
    }

    void showsStepsAsTheyAreReached()
    {
        m_dialog->begin(u"prod"_s);
        QCOMPARE(text("ladderTitle"), u"What a validation needs of the cluster “prod”"_s);
        QCOMPARE(text("ladderConclusion"), u"Checking…"_s);
        QVERIFY(!button("ladderAgain")->isEnabled());
        m_dialog->add({u"Connection"_s, Result::Passed, u"it answers"_s, {}});
        m_dialog->add({u"TLS"_s, Result::Failed, u"<b>expired</b>"_s, u"renew it"_s});
        QVERIFY(labels().contains(u"it answers"_s));
        // Text from outside is never markup.
        QVERIFY(labels().contains(u"<b>expired</b>"_s));
        for (const QLabel *label : m_dialog->findChildren<QLabel *>())
            QVERIFY(label->text().isEmpty() || label->textFormat() == Qt::PlainText);
        QVERIFY(labels().contains(u"→ renew it"_s));
        m_dialog->end();
        QCOMPARE(text("ladderConclusion"), u"One step stands in the way of a validation."_s);
        QVERIFY(button("ladderAgain")->isEnabled());
    }

    void copiesAllOfIt()
    {
        m_dialog->begin(u"prod"_s);
        m_dialog->add({u"Connection"_s, Result::Passed, u"it answers"_s, {}});
        m_dialog->end();
        QTest::mouseClick(button("ladderCopy"), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 u"✓ Connection                         it answers\n\nA validation can run.\n"_s);
    }

    void rowsAreAsTallAsTheirTexts()
    {
        m_dialog->begin(u"prod"_s);
        const QString name = u"Right to create notebooks.kubeflow.org"_s;
        m_dialog->add({name, Result::Failed, u"refused"_s, u"ask for it"_s});
        m_dialog->add({u"Next"_s, Result::Passed, u"granted"_s, {}});
        m_dialog->end();
        const auto at = [this](const QString &label) { return place(label); };
        const int em = m_dialog->fontMetrics().height();
        QTRY_VERIFY(at(u"granted"_s).top() > at(u"→ ask for it"_s).bottom());
        QCOMPARE(at(name).width(), em * 14);
        // The advice belongs to what is above it.
        QCOMPARE(at(u"→ ask for it"_s).top() - at(u"refused"_s).bottom() - 1, em / 6);
        QVERIFY(at(u"granted"_s).top() - at(u"→ ask for it"_s).bottom() - 1 > em / 6);
        QVERIFY2(at(u"granted"_s).top() - at(u"refused"_s).top() < em * 3,
                 qPrintable(QString::number(at(u"granted"_s).top() - at(u"refused"_s).top())));
    }

    void asksAgain()
    {
        m_dialog->begin(u"prod"_s);
        m_dialog->add({u"Connection"_s, Result::Failed, u"nothing answers"_s, {}});
        m_dialog->end();
        QSignalSpy again(m_dialog.get(), &ui::LadderDialog::againRequested);
        QTest::mouseClick(button("ladderAgain"), Qt::LeftButton);
        QCOMPARE(again.count(), 1);
        m_dialog->begin(u"prod"_s);
        QVERIFY(!labels().contains(u"nothing answers"_s));
    }

private:
    QString text(const char *name) const
    {
        return m_dialog->findChild<QLabel *>(QString::fromLatin1(name))->text();
    }
    QPushButton *button(const char *name) const
    {
        return m_dialog->findChild<QPushButton *>(QString::fromLatin1(name));
    }
    QRect place(const QString &text) const
    {
        for (const QLabel *label : m_dialog->findChildren<QLabel *>())
            if (label->text() == text)
                return {label->mapTo(m_dialog.get(), QPoint()), label->size()};
        return {};
    }
    QStringList labels() const
    {
        QStringList all;
        for (const QLabel *label : m_dialog->findChildren<QLabel *>())
            all << label->text();
        return all;
    }
    std::unique_ptr<ui::LadderDialog> m_dialog;
};

QTEST_MAIN(LadderDialogTest)
#include "tst_ladder_dialog.moc"
