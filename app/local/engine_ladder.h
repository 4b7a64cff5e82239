// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <k8s/containers/engine_client.h>
#include <k8s/containers/engine_search.h>
#include <local/local_facts.h>
#include <models/record/fact.h>
#include <models/suite/custom_image_test_configuration.h>

#include <QCoro/QCoroTask>
#include <QPointer>

namespace assay::app {

//! What a run needs of a container engine of this computer, step by step.
class EngineLadder : public QObject
{
    Q_OBJECT
public:
    //! `engine` as typed: see ClusterOptions; empty: the first that is found.
    explicit EngineLadder(QString engine, QObject *parent = nullptr);

    //! Once. Also looks for the images of `tests`. Each step is told, then finished().
    void climb(std::vector<models::CustomImageTestConfiguration> tests);

Q_SIGNALS:
    void told(const assay::models::PreflightCheck &check);
    void finished(bool holds);

private:
    using Result = models::PreflightCheck::Result;
    static QCoro::Task<> look(QPointer<EngineLadder> ladder);
    static QCoro::Task<> lookAtImages(QPointer<EngineLadder> ladder,
                                      std::shared_ptr<containers::EngineClient> client);
    void tellOfEngine(const local::LocalFacts &facts);
    void tell(const QString &name, Result result, const QString &detail,
              const QString &advice = {});

    QString m_engine;
    std::vector<models::CustomImageTestConfiguration> m_tests;
    bool m_holds = true;
};

} // namespace assay::app
