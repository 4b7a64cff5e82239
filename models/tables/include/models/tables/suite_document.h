// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/suite/suite.h>

#include <QObject>

namespace assay::models {

//! The suite being edited: tests, problems, where it is stored, whether it was changed since.
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
    const Suite &suite() const { return m_suite; }
    const std::vector<CustomImageTestConfiguration> &tests() const { return m_suite.tests; }
    //! What each test is known by, in the order of tests(); no two are the same.
    const QStringList &ids() const { return m_ids; }
    //! Null: none is known by that.
    const CustomImageTestConfiguration *test(const QString &id) const;
    //! What is wrong with one test, in itself and beside the others.
    std::vector<FieldProblem> problemsOf(const QString &id) const;

    //! On failure says why and leaves the document as it was. A file with problems loads.
    std::optional<QString> load(const QString &path);
    //! Writes whole or not at all (QSaveFile). On failure says why; the document stays modified.
    //! Saving a file whose YAML could not be read at all is refused: it would lose what is there.
    //! So is saving over path() where it is not what was read from it or saved to it last.
    std::optional<SaveProblem> save(const QString &path);
    void clear();
    //! The file has comments, or defaults for its tests. The document holds neither: saving over
    //! the file loses the comments, and writes the defaults into each test.
    bool fileHasComments() const { return m_suite.hasComments; }
    bool fileHasDefaults() const { return m_suite.hasDefaults; }

    //! What is at path() at this moment.
    FileContent fileNow() const;
    //! fileNow() is what was read from path() or saved to it last.
    bool isFileAsKnown() const { return fileNow() == m_file; }
    //! `content` was seen at path(), and may be written over.
    void acceptFile(const FileContent &content) { m_file = content; }

    //! Returns what the test is known by from now on. Nothing, and nothing is done: there is no
    //! such test, or it would be renamed to what another is called.
    std::optional<QString> setTest(const QString &id,
                                   const CustomImageTestConfiguration &configuration);
    QString addTest(const CustomImageTestConfiguration &configuration); //!< what it is known by
    void removeTests(const QStringList &ids);
    //! Another test than `id` is called `wanted`.
    bool isTaken(const QString &wanted, const QString &id) const;
    //! A configuration with a free id, to start from.
    CustomImageTestConfiguration newTest() const;

Q_SIGNALS:
    void reset(); //!< another suite, or the file read again: nothing need be as it was
    void testAdded(const QString &id);
    void testsRemoved(const QStringList &ids);
    //! `formerId` is another where the test was renamed.
    void testChanged(const QString &id, const QString &formerId);
    void modifiedChanged(bool modified);
    void pathChanged(const QString &path);

private:
    int indexOf(const QString &id) const { return static_cast<int>(m_ids.indexOf(id)); }
    void nameTests();
    void revalidate();
    void setModified(bool modified);
    Suite m_suite;
    QStringList m_ids;
    QString m_path;
    FileContent m_file; //!< as it was read or saved last
    bool m_modified = false;
};

} // namespace assay::models
