// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ui/window/local_images.h>

#include <QWidget>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;
class QToolButton;

namespace assay::ui {

//! The images of this computer's container engine: to find one, or to name one that is to be
//! pulled, and to try it.
class ImagesPage : public QWidget
{
    Q_OBJECT
public:
    explicit ImagesPage(QWidget *parent = nullptr);

    void setEngine(const EngineState &engine);
    const EngineState &engine() const { return m_engine; }
    void setImages(std::vector<models::LocalImage> images);
    void setPull(const std::optional<PullState> &pull);
    //! With a word on how else to begin; it cannot be closed then.
    void setFirstStart(bool first);
    void focusSearch();

Q_SIGNALS:
    void tryRequested(const QString &image);
    void listRequested();
    void pullCancelled();
    void closed();
    void engineChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void setUpTable();
    QWidget *makeHead();
    QWidget *makeSearch();
    QWidget *makeEmpty();
    QWidget *makePullStrip();
    void search(const QString &text);
    //! What Try tries: the chosen image, or the name that is typed; empty: nothing.
    QString wanted() const;
    void tryIt();
    void refresh();

    models::ImagesModel *m_images;
    QSortFilterProxyModel *m_found;
    QLabel *m_title;
    QLabel *m_name; //!< the engine's
    QLabel *m_what;
    QToolButton *m_close;
    QLineEdit *m_search;
    QPushButton *m_try;
    QTableView *m_table;
    QWidget *m_emptyPage; //!< in the place of the table
    QLabel *m_empty;
    QPushButton *m_again;
    QWidget *m_pullStrip;
    QLabel *m_pullText;
    QProgressBar *m_bar;
    EngineState m_engine;
    bool m_isFirst = false;
    bool m_isPulling = false;
};

} // namespace assay::ui
