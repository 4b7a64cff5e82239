// SPDX-License-Identifier: Apache-2.0
#include "images_page.h"

#include "image_drop.h"
#include "look/badge.h"
#include "look/elided_label.h"
#include "look/escape_guard.h"
#include "look/icons.h"
#include "look/table_menu.h"
#include "look/wording.h"

#include <models/base/duration.h>

#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

using Being = EngineState::Being;
using models::ImagesModel;

static QString bytesText(qint64 bytes)
{
    return QLocale::c().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

QString pullText(const PullState &pull)
{
    QStringList parts;
    if (pull.totalBytes > 0)
        parts << LocalImages::tr("%1 of %2").arg(bytesText(pull.bytes), bytesText(pull.totalBytes));
    else if (pull.bytes > 0)
        parts << bytesText(pull.bytes);
    if (pull.totalLayers > 0)
        parts << LocalImages::tr("%1 of %2 layers").arg(pull.layers).arg(pull.totalLayers);
    // Before some of it is there, the estimate would be a guess.
    constexpr double leastShare = 0.02, leastSeconds = 2;
    const double share = pull.totalBytes > 0 ? double(pull.bytes) / double(pull.totalBytes) : 0;
    if (share >= leastShare && share < 1 && pull.seconds >= leastSeconds) {
        const double left = pull.seconds * (1 - share) / share;
        constexpr double few = 10; // below it the estimate is no better than that
        parts << (left < few ? LocalImages::tr("a few seconds left")
                             : LocalImages::tr("about %1 left").arg(models::formatDuration(left)));
    }
    return parts.join(u", "_s);
}

ImagesPage::ImagesPage(QWidget *parent)
    : QWidget(parent)
    , m_images(new ImagesModel(this))
    , m_found(new QSortFilterProxyModel(this))
    , m_title(plainLabel())
    , m_name(new ElidedLabel)
    , m_what(plainLabel())
    , m_close(new QToolButton)
    , m_search(new QLineEdit)
    , m_try(new QPushButton(icon(Symbol::Run), tr("Try")))
    , m_table(new QTableView)
    , m_empty(plainLabel())
    , m_again(new QPushButton(tr("Look again")))
    , m_bar(new QProgressBar)
{
    setObjectName(u"imagesPage"_s);
    const int em = fontMetrics().height();
    setUpTable();
    m_empty->setObjectName(u"imagesEmpty"_s);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setMargin(em);
    setTextRole(m_empty, ColorRole::Muted);
    m_again->setObjectName(u"imagesAgain"_s);
    m_again->setAccessibleName(tr("Look for a container engine again"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(em, em * 3 / 4, em, em / 2);
    column->setSpacing(em / 2);
    column->addWidget(makeHead());
    column->addWidget(m_what);
    column->addWidget(makeSearch());
    column->addWidget(m_table, 1);
    column->addWidget(makeEmpty(), 1);
    m_pullStrip = makePullStrip();
    column->addWidget(m_pullStrip);
    setPull({});
    connect(m_again, &QPushButton::clicked, this, &ImagesPage::listRequested);
    connect(m_found, &QAbstractItemModel::modelReset, this, &ImagesPage::refresh);
    connect(m_found, &QAbstractItemModel::rowsInserted, this, &ImagesPage::refresh);
    connect(m_found, &QAbstractItemModel::rowsRemoved, this, &ImagesPage::refresh);
    refresh();
}

void ImagesPage::setUpTable()
{
    m_found->setSourceModel(m_images);
    m_found->setFilterRole(ImagesModel::SearchRole);
    m_found->setFilterKeyColumn(ImagesModel::Name);
    m_found->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_found->setSortRole(ImagesModel::SortRole);
    m_table->setObjectName(u"images"_s);
    m_table->setAccessibleName(tr("Images on this computer"));
    m_table->setModel(m_found);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(ImagesModel::Age, Qt::AscendingOrder);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() * 3 / 2);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setSectionResizeMode(ImagesModel::Name, QHeaderView::Stretch);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    const int digit = fontMetrics().horizontalAdvance(u'0');
    header->resizeSection(ImagesModel::Size, digit * 12);
    header->resizeSection(ImagesModel::Age, digit * 18);
    header->resizeSection(ImagesModel::Digest, digit * 18);
    // Numbers stand at the right, by the edge and not against the words of another column.
    header->moveSection(header->visualIndex(ImagesModel::Size), ImagesModel::ColumnCount - 1);
    m_table->installEventFilter(this);
    addTableMenu(m_table);
    connect(m_table, &QTableView::doubleClicked, this, &ImagesPage::tryIt);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &ImagesPage::refresh);
}

QWidget *ImagesPage::makeHead()
{
    auto *head = new QWidget;
    m_title->setObjectName(u"imagesTitle"_s);
    QFont large = m_title->font();
    large.setBold(true);
    large.setPointSizeF(large.pointSizeF() * 1.25);
    m_title->setFont(large);
    m_title->setWordWrap(false);
    m_name->setObjectName(u"imagesEngine"_s);
    setTextRole(m_name, ColorRole::Muted);
    m_what->setObjectName(u"imagesWhat"_s);
    setTextRole(m_what, ColorRole::Muted);
    auto *again = new QToolButton;
    again->setObjectName(u"imagesRefresh"_s);
    again->setText(tr("Refresh"));
    again->setAccessibleName(again->text());
    again->setToolTip(tr("Ask the container engine for its images once more"));
    m_close->setObjectName(u"imagesClose"_s);
    m_close->setText(tr("Close"));
    m_close->setIcon(icon(Symbol::Close));
    m_close->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_close->setAccessibleName(tr("Close the list of images"));
    m_close->setToolTip(tr("Back to the tests of the suite"));
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins({});
    row->addWidget(m_title);
    row->addWidget(m_name, 1);
    row->addWidget(again);
    row->addWidget(m_close);
    connect(again, &QToolButton::clicked, this, &ImagesPage::listRequested);
    connect(m_close, &QToolButton::clicked, this, &ImagesPage::closed);
    return head;
}

QWidget *ImagesPage::makeSearch()
{
    auto *line = new QWidget;
    m_search->setObjectName(u"imagesSearch"_s);
    m_search->setAccessibleName(tr("Search the images, or name one to pull"));
    m_search->setPlaceholderText(tr("Search, or name an image to pull: quay.io/…"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    EscapeGuard::clears(m_search);
    m_try->setObjectName(u"imagesTry"_s);
    m_try->setAccessibleName(tr("Try the image"));
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins({});
    row->addWidget(m_search, 1);
    row->addWidget(m_try);
    connect(m_search, &QLineEdit::textChanged, this, &ImagesPage::search);
    connect(m_search, &QLineEdit::returnPressed, this, &ImagesPage::tryIt);
    connect(m_try, &QPushButton::clicked, this, &ImagesPage::tryIt);
    return line;
}

//! What stands in the place of the table, and what can be done about it.
QWidget *ImagesPage::makeEmpty()
{
    m_emptyPage = new QWidget;
    auto *column = new QVBoxLayout(m_emptyPage);
    column->setContentsMargins({});
    column->addStretch(2);
    column->addWidget(m_empty);
    column->addWidget(m_again, 0, Qt::AlignHCenter);
    column->addStretch(3);
    return m_emptyPage;
}

QWidget *ImagesPage::makePullStrip()
{
    auto *strip = new QWidget;
    strip->setObjectName(u"pullStrip"_s);
    m_pullText = new ElidedLabel;
    m_pullText->setObjectName(u"pullText"_s);
    m_bar->setObjectName(u"pullBar"_s);
    m_bar->setAccessibleName(tr("How much of the image is there"));
    m_bar->setTextVisible(false);
    m_bar->setMaximumHeight(fontMetrics().height() / 2);
    auto *cancel = new QPushButton(tr("Cancel"));
    cancel->setObjectName(u"pullCancel"_s);
    cancel->setAccessibleName(tr("Cancel the pull"));
    auto *words = new QVBoxLayout;
    words->addWidget(m_pullText);
    words->addWidget(m_bar);
    auto *row = new QHBoxLayout(strip);
    row->setContentsMargins({});
    row->addLayout(words, 1);
    row->addWidget(cancel);
    connect(cancel, &QPushButton::clicked, this, &ImagesPage::pullCancelled);
    return strip;
}

void ImagesPage::setEngine(const EngineState &engine)
{
    m_engine = engine;
    if (engine.being == Being::Missing)
        m_images->setImages({});
    refresh();
    Q_EMIT engineChanged();
}

void ImagesPage::setImages(std::vector<models::LocalImage> images)
{
    const QString chosen = m_table->currentIndex().data(ImagesModel::NameRole).toString();
    m_images->setImages(std::move(images));
    for (int row = 0; row < m_found->rowCount() && !chosen.isEmpty(); ++row) {
        const QModelIndex index = m_found->index(row, ImagesModel::Name);
        if (index.data(ImagesModel::NameRole).toString() == chosen)
            m_table->setCurrentIndex(index);
    }
    search(m_search->text());
}

void ImagesPage::setPull(const std::optional<PullState> &pull)
{
    m_isPulling = pull.has_value();
    m_pullStrip->setVisible(m_isPulling);
    if (pull) {
        const QString how = pullText(*pull);
        m_pullText->setText(displayText(how.isEmpty()
                                            ? tr("Pulling %1…").arg(pull->image)
                                            : tr("Pulling %1: %2").arg(pull->image, how)));
        // In thousandths: the bar counts in int. Nothing told is a bar that only moves.
        m_bar->setRange(0, pull->totalBytes > 0 ? 1000 : 0);
        m_bar->setValue(pull->totalBytes > 0 ? int(1000 * pull->bytes / pull->totalBytes) : 0);
    }
    refresh();
}

void ImagesPage::setFirstStart(bool first)
{
    m_isFirst = first;
    refresh();
}

void ImagesPage::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void ImagesPage::search(const QString &text)
{
    m_found->setFilterFixedString(text.trimmed());
    // What is found first is what Enter tries; nothing typed chooses nothing.
    if (!text.trimmed().isEmpty() && !m_table->currentIndex().isValid() && m_found->rowCount() > 0)
        m_table->setCurrentIndex(m_found->index(0, ImagesModel::Name));
    refresh();
}

QString ImagesPage::wanted() const
{
    const QModelIndex current = m_table->currentIndex();
    if (current.isValid())
        return current.data(ImagesModel::NameRole).toString();
    return imageNamedIn(m_search->text()).value_or(QString());
}

void ImagesPage::tryIt()
{
    if (const QString image = wanted(); !image.isEmpty() && m_try->isEnabled())
        Q_EMIT tryRequested(image);
}

void ImagesPage::refresh()
{
    const bool isFound = m_engine.being == Being::Found;
    const bool hasRows = m_found->rowCount() > 0;
    m_title->setText(m_isFirst ? tr("Try an image of this computer")
                               : tr("Images on this computer"));
    m_name->setText(isFound ? displayText(m_engine.name) : QString());
    m_what->setText(
        tr("Assay starts the image as OpenShift would, checks it as a workbench, and says what is "
           "wrong with it and why. Nothing is pushed, and no cluster is needed.") +
        (m_isFirst ? u' ' + tr("For a cluster of yours, open a suite or add a test on the left; "
                               "to look around first, try the demo cluster.")
                   : QString()));
    m_close->setVisible(!m_isFirst);
    m_table->setVisible(hasRows);
    m_emptyPage->setVisible(!hasRows);
    m_again->setVisible(m_engine.being == Being::Missing);
    m_search->setEnabled(m_engine.being != Being::Missing);
    if (m_isPulling)
        m_empty->clear();
    else if (!m_engine.problem.isEmpty())
        m_empty->setText(displayText(m_engine.problem));
    else if (!isFound)
        m_empty->setText(tr("Looking for a container engine on this computer…"));
    else if (m_images->rowCount() == 0)
        m_empty->setText(tr("The engine has no image with a name yet: build one, or name one "
                            "above to pull it."));
    else if (imageNamedIn(m_search->text()))
        m_empty->setText(tr("No image here matches. Try pulls %1 first.")
                             .arg(displayText(m_search->text().trimmed())));
    else
        m_empty->setText(tr("No image here matches."));
    const bool pulls = !m_table->currentIndex().isValid();
    m_try->setText(pulls && !wanted().isEmpty() ? tr("Pull and try") : tr("Try"));
    m_try->setToolTip(wanted().isEmpty() ? tr("Choose an image in the list, or name one")
                                         : tr("Try %1 (Enter)").arg(displayText(wanted())));
    m_try->setEnabled(isFound && !m_isPulling && !wanted().isEmpty());
}

bool ImagesPage::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (watched == m_search && (key == Qt::Key_Down || key == Qt::Key_Up) &&
        m_found->rowCount() > 0) {
        // The list is gone through without leaving the field.
        const QModelIndex current = m_table->currentIndex();
        const int row = current.isValid() ? current.row() + (key == Qt::Key_Down ? 1 : -1) : 0;
        m_table->setCurrentIndex(
            m_found->index(std::clamp(row, 0, m_found->rowCount() - 1), ImagesModel::Name));
        return true;
    }
    if (watched == m_table && (key == Qt::Key_Return || key == Qt::Key_Enter)) {
        tryIt();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace assay::ui
