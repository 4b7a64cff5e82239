// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractScrollArea>

namespace assay::ui {

class LogDocument;

//! Shows a log document and reads of it only what is on the screen. Lines are not wrapped.
class LogView : public QAbstractScrollArea
{
    Q_OBJECT
public:
    struct Position
    {
        qint64 line = 0;
        int column = 0;
        auto operator<=>(const Position &) const = default;
    };

    //! `document` outlives the view.
    explicit LogView(LogDocument *document, QWidget *parent = nullptr);

    LogDocument *document() const { return m_document; }

    qint64 firstVisibleLine() const;
    int visibleLineCount() const; //!< that are whole
    QStringList visibleLines() const;
    void showLine(qint64 line); //!< scrolls as little as is needed

    //! Keeps to the end of the log. Scrolling up ends it, scrolling to the end starts it again.
    bool isFollowing() const { return m_following; }
    void setFollowing(bool on);

    //! Every visible occurrence is marked, whatever the case; empty: none.
    void setHighlight(const QString &text);
    //! Selects what was found and brings it into view.
    void showMatch(const Position &at, int length);
    //! Where the cursor is: find goes on from here.
    Position cursor() const { return m_cursor; }

    bool hasSelection() const { return m_cursor != m_anchor; }
    //! At most maxCopiedLines; what is beyond is said in a last line.
    QString selectedText() const;
    void selectAll();
    void copy() const;

    static constexpr qint64 maxCopiedLines = 100'000;

Q_SIGNALS:
    void followingChanged(bool following);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void refresh();
    void startOver();
    void moveCursor(QKeyEvent *event);
    void paintLine(QPainter &painter, qint64 number, int y) const;
    Position positionAt(const QPoint &point) const;
    int lineHeight() const;
    double charWidth() const;
    int gutterWidth() const;

    LogDocument *m_document;
    Position m_anchor;
    Position m_cursor;
    QString m_highlight;
    bool m_following = true;
    bool m_adjusting = false;
};

} // namespace assay::ui
