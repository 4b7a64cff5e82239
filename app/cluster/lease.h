// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/json.h>

#include <QDateTime>
#include <QString>

#include <chrono>
#include <optional>

namespace assay::app {

//! Says on the cluster who uses what Assay made there: an annotation of the namespace and of the
//! claim (never of the Notebook, whose annotations its controller hands on to the pod). Written
//! with the object, renewed while it is used, where rights allow.
struct Lease
{
    static constexpr std::chrono::seconds renewedEvery{20};
    static constexpr std::chrono::seconds deadAfter{120}; //!< without being renewed

    QString holder; //!< "ann@laptop, process 4711"
    QString run;    //!< its id
    QDateTime since, renewed;
    QDateTime kept = {}; //!< its run ended and was told to keep what it made; null: it did not

    //! Of this process, as of now.
    static Lease ofRun(const QString &runId);
    //! Nothing where the object carries none, or one that cannot be read.
    static std::optional<Lease> of(const models::Json &object);
    //! Of those who joined a namespace that another run had made.
    static std::vector<Lease> guestsOf(const models::Json &nameSpace);

    bool isLive(const QDateTime &now) const;
    //! As an annotation's value.
    models::Json toJson() const;
    //! "in use by run R of H for 2 min 05 s", "left by run R of H, not heard of for 3 min 00 s", or
    //! "kept by run R of H 3 min 00 s ago".
    QString toText(const QDateTime &now) const;
};

inline constexpr auto leaseAnnotation = "assay/lease";
//! The annotation of one guest of a namespace.
std::string guestAnnotation(const QString &runId);

} // namespace assay::app
