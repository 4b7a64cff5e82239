// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/suite/suite.h>

#include <QObject>

namespace assay::models {

//! The suite being edited: tests, problems, where it is stored, whether it was changed since.
class SuiteDocument : public QObject
{
    Q_OBJECT
public:
    explicit SuiteDocument(QObject *parent = nullptr);

    const QString &path() const { return m_path; } //!< empty: never saved
    bool isModified() const { return m_modified; }
    const Suite &suite() const { return m_suite; }
    const std::vector<CustomImageTestConfiguration> &tests() const { return m_suite.tests; }
    int indexOf(const QString &id) const; //!< -1: none

    //! On failure says why and leaves the document as it was. A file with problems loads.
    std::optional<QString> load(const QString &path);
    //! Writes whole or not at all (QSaveFile). On failure says why; the document stays modified.
    //! Saving a file whose YAML could not be read at all is refused: it would lose what is there.
    std::optional<QString> save(const QString &path);
    void clear();
    //! The file has comments, or defaults for its tests. The document holds neither: saving over
    //! the file loses the comments, and writes the defaults into each test.
    bool fileHasComments() const { return m_fileHasComments; }
    bool fileHasDefaults() const { return m_fileHasDefaults; }

    void setTest(int index, const CustomImageTestConfiguration &configuration);
    int addTest(const CustomImageTestConfiguration &configuration); //!< returns its index
    void removeTest(int index);
    //! A configuration with a free id, to start from.
    CustomImageTestConfiguration newTest() const;

Q_SIGNALS:
    void reset(); //!< another suite, or tests added or removed
    void testChanged(int index);
    void modifiedChanged(bool modified);
    void pathChanged(const QString &path);

private:
    void revalidate();
    void setModified(bool modified);
    Suite m_suite;
    QString m_path;
    bool m_modified = false;
    bool m_fileHasComments = false;
    bool m_fileHasDefaults = false;
};

} // namespace assay::models
