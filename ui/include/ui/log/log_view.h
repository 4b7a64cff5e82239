// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractScrollArea>

#include <memory>
#include <optional>
#include <vector>

namespace assay::ui {

class Highlights;
class LogDocument;
class LogMatcher;

//! Shows a log document and reads of it only what is on the screen.
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
    int visibleLineCount() const; //!< that are whole, where none is wrapped
    QStringList visibleLines() const;
    void showLine(qint64 line); //!< scrolls as little as is needed

    //! Keeps to the end of the log. Scrolling up ends it, scrolling to the end starts it again.
    bool isFollowing() const { return m_following; }
    void setFollowing(bool on);

    //! Only these lines, in order; nothing: all of them. A line keeps its number.
    void setFilter(std::optional<std::vector<qint64>> lines);
    bool isFiltered() const { return m_filter.has_value(); }
    bool isShown(qint64 line) const;
    //! Long lines go on in the next one instead of beyond the edge.
    void setWrapping(bool on);
    //! A line that stands out until another does; -1: none.
    void setMarkedLine(qint64 line);
    qint64 markedLine() const { return m_marked; }

    //! Lines that a person put a mark on, in order. Another file has none until they are set.
    const std::vector<qint64> &marks() const { return m_marks; }
    void setMarks(std::vector<qint64> lines);
    //! Of the line that the cursor is at, or the first in sight where it is out of sight.
    void toggleMark();
    //! To the next or the previous mark among the lines that are shown, and around the end.
    void goToMark(bool next);
    //! When lines came, beside their numbers: from each of those lines on, which are in order;
    //! none: no times.
    void setTimes(std::vector<std::pair<qint64, QString>> times);
    QString timeOf(qint64 line) const; //!< empty where none is known
    //! What stands there where the log has lines and none of them is shown.
    void setNothingShown(const QString &why);
    //! The same; empty where a line is shown.
    QString whyNothingIsShown() const;

    //! What stands out in every line; null: nothing.
    void setHighlights(std::shared_ptr<Highlights> highlights);
    //! Every visible match is marked; null: none.
    void setHighlight(std::shared_ptr<const LogMatcher> matcher);
    //! Selects what was found and brings it into view.
    void showMatch(const Position &at, int length);
    //! Where the cursor is: find goes on from here.
    Position cursor() const { return m_cursor; }
    //! Columns at which a matcher finds something in a line, and how long.
    std::vector<std::pair<int, int>> matchesIn(qint64 line, const LogMatcher &matcher) const;

    bool hasSelection() const { return m_cursor != m_anchor; }
    //! At most maxCopiedLines; what is beyond is said in a last line.
    QString selectedText() const;
    void selectAll();
    void copy() const;

    static constexpr qint64 maxCopiedLines = 100'000;

Q_SIGNALS:
    void followingChanged(bool following);
    void errorRequested(bool next);               //!< e and E
    void marksChanged();                          //!< by key or mouse
    void highlightRequested(const QString &text); //!< h: what is selected, or is not to stand out

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
    //! A row is a line that is shown: all of them, or those of the filter.
    struct Shown
    {
        qint64 line = 0;
        int y = 0;
        int parts = 1; //!< lines on the screen
    };
    qint64 rowCount() const;
    qint64 lineAt(qint64 row) const;
    qint64 rowOf(qint64 line) const; //!< of the first shown line that is not before it
    int partsOf(qint64 line) const;
    std::vector<Shown> shownRows() const;
    qint64 lastFirstRow() const; //!< first row where the last one is in sight
    int columnCount() const;

    void refresh();
    void startOver();
    void moveCursor(QKeyEvent *event);
    void toggleMarkOf(qint64 line);
    bool lineKey(int key, bool shift); //!< keys that are letters
    void highlightSelection();
    bool scroll(int key);
    void paintLine(QPainter &painter, const Shown &shown) const;
    void paintNothingShown(QPainter &painter) const;
    void paintNumber(QPainter &painter, const Shown &shown) const;
    void paintPart(QPainter &painter, qint64 line, int part, int y) const;
    Position positionAt(const QPoint &point) const;
    int lineHeight() const;
    double charWidth() const;
    int gutterWidth() const;
    double timesWidth() const;

    LogDocument *m_document;
    Position m_anchor;
    Position m_cursor;
    std::shared_ptr<const LogMatcher> m_highlight;
    std::optional<std::vector<qint64>> m_filter;
    std::shared_ptr<Highlights> m_highlights;
    std::vector<qint64> m_marks;
    std::vector<std::pair<qint64, QString>> m_times;
    QString m_nothingShown;
    qint64 m_marked = -1;
    bool m_wrapping = false;
    bool m_following = true;
    bool m_adjusting = false;
};

} // namespace assay::ui
