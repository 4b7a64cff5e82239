// SPDX-License-Identifier: Apache-2.0
#include "window_layout.h"

#include "page_of_test.h"

#include <QDockWidget>
#include <QEvent>
#include <QScreen>
#include <QToolBar>

namespace assay::ui {

WindowLayout::WindowLayout(QMainWindow *window, QDockWidget *list, TestPage *page,
                           WindowSettings *settings)
    : QObject(window)
    , m_window(window)
    , m_list(list)
    , m_page(page)
    , m_settings(settings)
{
    window->installEventFilter(this);
}

void WindowLayout::sizeList()
{
    m_window->resizeDocks({m_list}, {m_window->fontMetrics().height() * 19}, Qt::Horizontal);
}

void WindowLayout::restore()
{
    const int em = m_window->fontMetrics().height();
    if (!m_window->restoreGeometry(m_settings->geometry())) {
        const QSize room = m_window->screen()->availableSize();
        m_window->resize(QSize(em * 80, em * 50).boundedTo(room));
    }
    if (!m_window->restoreState(m_settings->layout()))
        sizeList();
    m_page->setColumns(m_settings->columns());
}

void WindowLayout::save()
{
    if (m_narrow)
        m_list->setVisible(m_listWasShown);
    m_settings->setLayout(m_window->saveGeometry(), m_window->saveState());
    m_settings->setColumns(m_page->columns());
}

void WindowLayout::reset()
{
    m_list->setFloating(false);
    m_window->addDockWidget(Qt::LeftDockWidgetArea, m_list);
    m_list->show();
    m_listWasShown = true;
    for (QToolBar *bar : m_window->findChildren<QToolBar *>())
        bar->show();
    sizeList();
    m_page->setColumns({});
}

void WindowLayout::setEvidenceAlone(bool on)
{
    m_page->setEvidenceAlone(on);
    if (on) {
        m_listWasShown = m_narrow ? m_listWasShown : m_list->isVisible();
        m_list->hide();
    } else if (!m_narrow) {
        m_list->setVisible(m_listWasShown);
    }
}

void WindowLayout::foldList()
{
    const int em = m_window->fontMetrics().height();
    const bool narrow = m_window->width() < std::min(800, em * 57);
    if (narrow == m_narrow)
        return;
    m_narrow = narrow;
    if (narrow) {
        m_listWasShown = !m_list->isHidden();
        m_list->hide();
    } else {
        m_list->setVisible(m_listWasShown);
    }
}

bool WindowLayout::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_window && event->type() == QEvent::Resize)
        foldList();
    return QObject::eventFilter(watched, event);
}

} // namespace assay::ui
