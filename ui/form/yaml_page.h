// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/tables/suite_document.h>

#include <QFutureWatcher>
#include <QTimer>
#include <QWidget>

class QLabel;

namespace assay::ui {

class SuiteTextEdit;
class TextFindBar;

//! The suite as text, beside the form: what is typed here is in the form at once, and what is
//! changed there is here. While it cannot be read, it says why and where.
class YamlPage : public QWidget
{
    Q_OBJECT
public:
    explicit YamlPage(models::SuiteDocument *suite, QWidget *parent = nullptr);

    //! Takes over at once what was typed a moment ago.
    void commit();
    //! The cursor goes to a test, and to its field where it says it.
    void goTo(const QString &testId, const QString &field = {});
    //! What is written at the cursor.
    std::pair<QString, QString> testAndField() const;

    void focusFind();
    void find(bool forward);

private:
    //! The lines of the file as the editor shows them, and what ends each of them there.
    struct Shown
    {
        QStringList lines;
        QByteArrayList ends;
        bool mark = false;  //!< the byte order mark in front of them
        bool whole = false; //!< it is UTF-8 that the editor gives back as it is
    };
    static Shown shownOf(const QByteArray &bytes);
    QStringList editedLines() const;
    QByteArray editedBytes() const;
    void takeDocument();
    void noteEdit(int position, int removed, int added);
    bool followLines(int position, int added);
    void read();
    void give(const models::SuiteText &text);
    void refreshProblems();
    void showProblem();
    int positionOf(qsizetype byte) const;
    qsizetype byteOf(int position) const;

    models::SuiteDocument *m_suite;
    SuiteTextEdit *m_edit;
    QLabel *m_problem; //!< of the cursor's line, else the first
    TextFindBar *m_findBar;
    QTimer m_later;
    QFutureWatcher<models::SuiteText> m_reading;
    bool m_unread = false; //!< the suite was not told of all that was typed
    bool m_breaks = false; //!< what is typed from there on is undone apart
    int m_edits = 0;       //!< that the editor told of
    int m_readEdits = 0;   //!< that are in the text being read
    Shown m_shown;
    QStringList m_lines;   //!< what the editor had when it was last asked
    bool m_taking = false; //!< the document's text is put into the editor
    bool m_giving = false; //!< and the other way round
    int m_editEnd = -1;    //!< where the last change ended
    int m_series = 0;      //!< changes that are undone together
};

} // namespace assay::ui
