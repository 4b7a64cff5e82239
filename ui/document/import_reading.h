// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/imports/imported.h>
#include <models/imports/package_list.h>

#include <QObject>

#include <memory>

namespace assay::ui {

//! What was understood of a file that is imported.
struct ReadImport
{
    models::ImportKind kind = models::ImportKind::Packages;
    models::PackageList packages; //!< where it is of packages
    models::Imported tests;       //!< else
};

//! Reads a file of another program, and those that it names, in a thread of its own: it may be
//! large. Where this is gone before the end, nothing more is read or told.
class ImportReading : public QObject
{
    Q_OBJECT
public:
    //! `values` are further files that say what names mean: the constants of a pytest file, the
    //! parameters of ImageStreams.
    ImportReading(models::ImportSource file, std::vector<models::ImportSource> values,
                  QObject *parent);
    ~ImportReading() override;

Q_SIGNALS:
    void finished(const assay::ui::ReadImport &read); //!< once, from the event loop

private:
    struct State;
    static void read(const std::shared_ptr<State> &state);
    void take();
    std::shared_ptr<State> m_state;
};

} // namespace assay::ui
