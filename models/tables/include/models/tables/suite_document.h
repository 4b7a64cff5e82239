// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/suite/suite_text.h>

#include <QHash>
#include <QObject>

namespace assay::models {

//! The suite being edited: its text, the tests that are read of it, where it is stored, whether it
//! was changed since. Whatever edits it edits the text (SuiteText), and can be undone.
//!
//! A test is known by its id, never by its place. Where a file gives several tests one id, which is
//! a problem of the file, the second is known as "id (2)" here, and so on; one without an id is
//! known as "(no id)". What is known as one test stays that test until it is renamed or removed.
class SuiteDocument : public QObject
{
    Q_OBJECT
public:
    //! The file of a suite as it was when somebody looked.
    struct FileContent
    {
        enum class State { Whole, Missing, Unreadable };
        State state = State::Missing;
        QByteArray bytes; //!< of a larger file no more than refuses it as a suite
        QString problem;  //!< why it is not whole, for people

        bool operator==(const FileContent &) const = default;
    };

    //! Why a suite was not saved.
    struct SaveProblem
    {
        enum class Kind {
            FileDiffers, //!< from what was read or saved last; see fileNow() and acceptFile()
            NotWritten
        };
        Kind kind = Kind::NotWritten;
        QString text;
    };

    explicit SuiteDocument(QObject *parent = nullptr);

    const QString &path() const { return m_path; } //!< empty: never saved
    bool isModified() const { return m_modified; }
    //! What save() writes.
    const QByteArray &bytes() const { return m_bytes; }
    //! Its text cannot be read at this moment: tests() and suite() are those of the last text that
    //! could be, and only setBytes(), undo() and redo() change anything.
    bool isBroken() const { return m_broken.has_value(); }
    //! Of the text as it is now.
    const std::vector<SuiteProblem> &problems() const;
    const Suite &suite() const { return m_text.suite(); }
    const std::vector<CustomImageTestConfiguration> &tests() const { return suite().tests; }
    //! What each test is known by, in the order of tests(); no two are the same.
    const QStringList &ids() const { return m_ids; }
    //! Null: none is known by that.
    const CustomImageTestConfiguration *test(const QString &id) const;
    //! What is wrong with one test, in itself and beside the others.
    std::vector<FieldProblem> problemsOf(const QString &id) const;
    //! The first that is an error, and of another field than `butOf`; null: there is none.
    const FieldProblem *firstErrorOf(const QString &id, const QString &butOf = {}) const;
    ValueOrigin originOf(const QString &id, const QString &field) const;
    //! Places in bytes(), while it is not broken; see SuiteText.
    std::pair<qsizetype, qsizetype> rangeOf(const QString &id, const QString &field) const;
    //! What the test is known by that is written at a byte; empty: none.
    QString testAt(qsizetype byte, QString *field = nullptr) const;

    //! On failure says why and leaves the document as it was. A file with problems loads.
    std::optional<QString> load(const QString &path);
    //! Writes whole or not at all (QSaveFile). On failure says why; the document stays modified.
    //! Saving over path() where it is not what was read from it or saved to it last is refused.
    std::optional<SaveProblem> save(const QString &path);
    void clear();

    //! What is at path() at this moment.
    FileContent fileNow() const;
    //! fileNow() is what was read from path() or saved to it last.
    bool isFileAsKnown() const { return fileNow() == m_file; }
    //! `content` was seen at path(), and may be written over.
    void acceptFile(const FileContent &content);
    //! The same, and the text is that of the file from now on. It can be undone.
    void follow(const FileContent &content);

    //! Returns what the test is known by from now on. Nothing, and nothing is done: there is no
    //! such test, it would be renamed to what another is called, or refused() says why not. Changes
    //! of the same fields one after the other are undone together.
    std::optional<QString> setTest(const QString &id,
                                   const CustomImageTestConfiguration &configuration);
    //! Changes a value where it is written, for all who have it from there.
    bool setSharedValue(const QString &id, const QString &field, const Json &value);

    //! One of these two, to be made apart: where all of a large suite has to be read, that takes
    //! longer than a key may.
    class Change
    {
    public:
        //! What the text is with it, where one test alone has to be read; nothing otherwise.
        std::optional<SuiteText> madeAlone() const;
        //! The same however long it takes: on any thread, and nothing of the document is touched.
        SuiteText::Edited made() const;
        //! Of a value where it is written, for all who have it from there.
        bool isForAll() const { return m_shared != nullptr; }

    private:
        friend class SuiteDocument;
        SuiteText m_base;
        QByteArray m_before; //!< the document's bytes
        std::size_t m_test = 0;
        CustomImageTestConfiguration m_wanted;
        const ConfigurationField *m_shared = nullptr; //!< null: a change of the test
        Json m_value;
        QString m_what, m_series;
    };
    //! Nothing: there is nothing to change, or setTest() says why it is not done.
    std::optional<Change> changeOfTest(const QString &id,
                                       const CustomImageTestConfiguration &configuration) const;
    std::optional<Change> changeOfSharedValue(const QString &id, const QString &field,
                                              const Json &value) const;
    //! Returns as setTest(). Nothing is done where the document changed since the change was asked
    //! for.
    std::optional<QString> takeChange(const Change &change, const SuiteText::Edited &made);
    //! What it is known by; empty: refused.
    QString addTest(const CustomImageTestConfiguration &configuration);
    //! Several behind those that it has, undone together; `what` names the change. What they are
    //! known by; empty: refused.
    QStringList addTests(const std::vector<CustomImageTestConfiguration> &added,
                         const QString &what);
    //! A copy directly below it, valid beside it. What it is known by; empty: refused.
    QString duplicateTest(const QString &id);
    void removeTests(const QStringList &ids);
    void moveTest(const QString &id, int place); //!< where it is afterwards
    //! Another test than `id` is called `wanted`.
    bool isTaken(const QString &wanted, const QString &id) const;
    //! A configuration with a free id and what the suite's defaults say, to start from.
    CustomImageTestConfiguration newTest() const;
    //! What a test is named after its image. Each is free beside the other tests.
    struct Names
    {
        QString id, nameSpace, notebookName;
        bool operator==(const Names &) const = default;
    };
    //! Nothing where the image has no name yet.
    std::optional<Names> namesFor(const QString &image, const QString &id) const;

    //! Another text, also one that cannot be read. What has the same `series` as the change before
    //! it, unless that is empty, is undone together with it.
    void setBytes(const QByteArray &bytes, const QString &what, const QString &series = {});
    //! The same with a text that was read already, on another thread perhaps.
    void setText(const SuiteText &text, const QString &what, const QString &series = {});
    //! The last text that could be read, to read another from.
    const SuiteText &text() const { return m_text; }
    //! The next change begins a new step of what can be undone.
    void endSeries() { m_series.clear(); }
    bool canUndo() const { return m_done > 0; }
    bool canRedo() const { return m_done < m_steps.size(); }
    QString undoText() const; //!< what would be undone: "change of custom_image in a"
    QString redoText() const;
    void undo();
    void redo();

Q_SIGNALS:
    //! Whatever changes, loads or saves it begins with this: what somebody typed, and did not take
    //! over yet, comes first.
    void aboutToChange();
    void reset(); //!< another suite, or the file read again: nothing need be as it was
    void testAdded(const QString &id);
    void testsRemoved(const QStringList &ids);
    //! `formerId` is another where the test was renamed.
    void testChanged(const QString &id, const QString &formerId);
    void modifiedChanged(bool modified);
    void pathChanged(const QString &path);
    void bytesChanged();             //!< after the signals about tests
    void brokenChanged(bool broken); //!< also where it is broken elsewhere
    void historyChanged();
    void refused(const QString &sentence);

private:
    //! What was done: of the text before and after it only where they differ.
    struct Step
    {
        qsizetype at = 0;
        QByteArray removed, inserted;
        QString what;
    };
    using Announce = std::function<void()>;

    int indexOf(const QString &id) const { return m_places.value(id, -1); }
    static Step stepBetween(const QByteArray &before, const QByteArray &after, const QString &what);
    QString folder() const;
    void startAgain(const QByteArray &bytes);
    //! Refused while the text is broken.
    bool mayEdit();
    bool take(const SuiteText::Edited &edited, const QString &what, const QString &series,
              const Announce &announce);
    void remember(const QByteArray &after, const QString &what, const QString &series);
    void show(const QByteArray &bytes) { show(m_text.withBytes(bytes)); }
    void show(SuiteText next);
    void announceDifference(const QStringList &ids,
                            const std::vector<CustomImageTestConfiguration> &tests);
    //! Whatever is looked up of m_text by a test's id.
    void nameTests();
    void nameAnew();
    void refreshModified();
    SuiteText m_text;   //!< the last that could be read
    QByteArray m_bytes; //!< as it is now
    std::optional<Suite> m_broken;
    QStringList m_ids;
    QHash<QString, int> m_places; //!< of m_ids
    //! Places in suite().problems, of each test. All of a list asks for its tests' at each key.
    std::vector<std::vector<std::size_t>> m_problems;
    QString m_path;
    FileContent m_file; //!< as it was read or saved last
    QByteArray m_saved; //!< what is no modification
    bool m_modified = false;
    std::vector<Step> m_steps;
    std::size_t m_done = 0;
    QString m_series;
    std::optional<SuiteText> m_former; //!< until the next turn of the event loop
    SuiteText m_seriesBase;            //!< as it was before the first change of it
};

} // namespace assay::models
