// SPDX-License-Identifier: Apache-2.0
#include "cluster_bar.h"

#include "look/badge.h"
#include "look/wording.h"

#include <models/base/duration.h>

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QStylePainter>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::ui {

static QString demoClusterText()
{
    return ClusterBar::tr("Demo cluster (inside Assay)");
}

static QString thisComputerText(const QString &engine)
{
    return engine.isEmpty() ? ClusterBar::tr("On this computer")
                            : ClusterBar::tr("On this computer (%1)").arg(displayText(engine));
}

QString ClusterState::title() const
{
    return sandbox ? demoClusterText() : local ? thisComputerText(context) : displayText(context);
}

using Connection = ClusterState::Connection;

namespace {
constexpr int kindRole = Qt::UserRole;
constexpr int contextRole = Qt::UserRole + 1;
constexpr qint64 staleAfterSeconds = 20; //!< it is asked every ten

//! Names of contexts may be longer than there is room: both ends of one are shown.
class ClusterChooser : public QComboBox
{
protected:
    void paintEvent(QPaintEvent *) override
    {
        QStylePainter painter(this);
        QStyleOptionComboBox option;
        initStyleOption(&option);
        painter.drawComplexControl(QStyle::CC_ComboBox, option);
        const QRect field = style()->subControlRect(QStyle::CC_ComboBox, &option,
                                                    QStyle::SC_ComboBoxEditField, this);
        option.currentText =
            fontMetrics().elidedText(option.currentText, Qt::ElideMiddle, field.width() - 2);
        painter.drawControl(QStyle::CE_ComboBoxLabel, option);
    }
};
} // namespace

ClusterBar::ClusterBar(QWidget *parent)
    : QWidget(parent)
    , m_chooser(new ClusterChooser)
    , m_dot(new QLabel)
    , m_words(new QLabel)
    , m_sandbox(new Badge)
{
    const int em = fontMetrics().height();
    m_chooser->setObjectName(u"clusterChooser"_s);
    m_chooser->setAccessibleName(tr("Cluster"));
    // What is there to choose is read where there is room for it, and elided where there is none.
    m_chooser->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_chooser->setMinimumContentsLength(18);
    m_chooser->setMaximumWidth(22 * em);
    m_dot->setObjectName(u"connectionDot"_s);
    m_words->setObjectName(u"connectionWords"_s);
    m_words->setTextFormat(Qt::PlainText);
    m_sandbox->setObjectName(u"sandboxBadge"_s);
    m_sandbox->setToolTip(tr("A cluster simulated on this computer: results say nothing about a "
                             "real one"));
    m_sandbox->hide();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(em / 4, 0, em / 2, 0);
    row->setSpacing(em / 2);
    row->addWidget(m_chooser);
    row->addWidget(m_dot);
    row->addWidget(m_words);
    row->addWidget(m_sandbox);
    setContexts({}, {});
    showConnection();
    m_age.setInterval(5s);
    m_age.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_age, &QTimer::timeout, this, &ClusterBar::showConnection);
    const auto tellAll = [this] {
        m_chooser->setToolTip(
            tr("The cluster that tests run on: %1").arg(m_chooser->currentText()).toHtmlEscaped());
    };
    tellAll();
    connect(m_chooser, &QComboBox::currentTextChanged, this, tellAll);
    connect(m_chooser, &QComboBox::activated, this, &ClusterBar::choose);
    connect(&Theme::instance(), &Theme::changed, this, &ClusterBar::showConnection);
}

void ClusterBar::setContexts(const QStringList &contexts, const QString &current)
{
    m_chooser->clear();
    m_chooser->addItem(tr("Choose a cluster"), int(Kind::Nothing));
    for (const QString &context : contexts) {
        m_chooser->addItem(displayText(context), int(Kind::Context));
        m_chooser->setItemData(m_chooser->count() - 1, context, contextRole);
    }
    m_chooser->insertSeparator(m_chooser->count());
    m_chooser->addItem(localText(), int(Kind::Local));
    m_chooser->addItem(demoClusterText(), int(Kind::Sandbox));
    m_chooser->addItem(tr("Open kubeconfig…"), int(Kind::OpenFile));
    if (m_cluster.sandbox || m_cluster.local)
        selectInUse();
    else
        select(Kind::Context, current);
}

void ClusterBar::selectInUse()
{
    if (m_cluster.local)
        select(Kind::Local, {});
    else if (m_cluster.sandbox)
        select(Kind::Sandbox, {});
    else if (!m_cluster.context.isEmpty())
        select(Kind::Context, m_cluster.context);
}

QString ClusterBar::localText() const
{
    return thisComputerText(m_engine);
}

void ClusterBar::setLocalEngine(const QString &name)
{
    m_engine = name;
    m_chooser->setItemText(m_chooser->findData(int(Kind::Local), kindRole), localText());
}

void ClusterBar::select(Kind kind, const QString &context)
{
    m_chosen = 0;
    for (int i = 0; i < m_chooser->count(); ++i)
        if (Kind(m_chooser->itemData(i, kindRole).toInt()) == kind &&
            m_chooser->itemData(i, contextRole).toString() == context && kind != Kind::Nothing)
            m_chosen = i;
    m_chooser->setCurrentIndex(m_chosen);
}

void ClusterBar::choose(int index)
{
    switch (Kind(m_chooser->itemData(index, kindRole).toInt())) {
    case Kind::Context:
        m_chosen = index;
        Q_EMIT contextChosen(m_chooser->itemData(index, contextRole).toString());
        return;
    case Kind::Local:
        m_chosen = index;
        Q_EMIT localChosen();
        return;
    case Kind::Sandbox:
        m_chosen = index;
        Q_EMIT sandboxChosen();
        return;
    case Kind::OpenFile:
        m_chooser->setCurrentIndex(m_chosen);
        Q_EMIT kubeconfigRequested();
        return;
    case Kind::Nothing:
        m_chooser->setCurrentIndex(m_chosen);
        return;
    }
}

bool ClusterBar::hasChoice() const
{
    return m_chosen > 0;
}

void ClusterBar::openChooser()
{
    m_chooser->setFocus();
    m_chooser->showPopup();
}

void ClusterBar::setCluster(const ClusterState &cluster)
{
    const bool another = cluster.context != m_cluster.context ||
                         cluster.sandbox != m_cluster.sandbox || cluster.local != m_cluster.local;
    m_cluster = cluster;
    const bool ages = cluster.heardAt.isValid() && (cluster.connection == Connection::Connected ||
                                                    cluster.connection == Connection::Lost);
    if (!ages)
        m_age.stop();
    else if (!m_age.isActive())
        m_age.start();
    // Someone may be looking at the list.
    if (another)
        selectInUse();
    m_sandbox->setBadge(cluster.sandbox ? tr("SANDBOX") : QString(), ColorRole::Queued);
    showConnection();
}

QString ClusterBar::silence() const
{
    const qint64 ms = m_cluster.heardAt.msecsTo(QDateTime::currentDateTimeUtc());
    return models::formatDuration(double(std::max<qint64>(0, ms)) / 1000);
}

QString ClusterBar::connectedWords(ColorRole *role) const
{
    const qint64 silent =
        m_cluster.heardAt.isValid() ? m_cluster.heardAt.secsTo(QDateTime::currentDateTimeUtc()) : 0;
    if (silent >= staleAfterSeconds) {
        *role = ColorRole::Warning;
        return tr("Silent for %1").arg(silence());
    }
    *role = ColorRole::Passed;
    if (m_cluster.local)
        return tr("Ready"); // what stands in for a cluster has a version that nobody knows
    return m_cluster.version.isEmpty() ? tr("Connected")
                                       : tr("Connected, %1").arg(displayText(m_cluster.version));
}

void ClusterBar::showConnection()
{
    ColorRole role = ColorRole::Muted;
    QString words = tr("Not connected");
    switch (m_cluster.connection) {
    case Connection::None:
        break;
    case Connection::Connecting:
        role = ColorRole::Running;
        words = m_cluster.local ? tr("Starting…") : tr("Connecting…");
        break;
    case Connection::Connected:
        words = connectedWords(&role);
        break;
    case Connection::Lost:
        role = ColorRole::Failed;
        words =
            m_cluster.heardAt.isValid() ? tr("No answer for %1").arg(silence()) : tr("No answer");
        break;
    case Connection::Failed:
        // Without a context there was nothing to connect to, which is no failure.
        if (m_cluster.context.isEmpty())
            break;
        role = ColorRole::Failed;
        words = m_cluster.local ? tr("Not usable") : tr("Connection failed");
        break;
    }
    m_words->setText(words);
    QString more = displayText(m_cluster.connection == Connection::Failed ||
                                       m_cluster.connection == Connection::Lost
                                   ? m_cluster.problem
                                   : m_cluster.server);
    if (m_cluster.heardAt.isValid())
        more += u'\n' + tr("It answered last at %1.")
                            .arg(m_cluster.heardAt.toLocalTime().toString(u"HH:mm:ss"_s));
    m_words->setToolTip(more.toHtmlEscaped());
    m_words->setAccessibleDescription(more);

    const int em = fontMetrics().height();
    const double ratio = devicePixelRatioF();
    QPixmap dot(QSize(em, em) * ratio);
    dot.setDevicePixelRatio(ratio);
    dot.fill(Qt::transparent);
    QPainter painter(&dot);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor color = themeColor(role);
    const QRectF disc(em * 0.2, em * 0.2, em * 0.6, em * 0.6);
    painter.setPen(QPen(color, em * 0.1));
    painter.setBrush(m_cluster.connection == Connection::None ? QBrush(Qt::NoBrush)
                                                              : QBrush(color));
    painter.drawEllipse(disc);
    m_dot->setPixmap(dot);
}

void ClusterBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        showConnection();
}

} // namespace assay::ui
