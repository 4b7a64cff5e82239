// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <models/base/line_difference.h>

#include <QPlainTextEdit>

namespace assay::ui {

//! YAML beside what it differs from: a sign at each line that only one of both has, in a colour of
//! its own. What is copied of it is the YAML, without the lines that are not in it.
class ObjectsView : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit ObjectsView(QWidget *parent = nullptr);

    //! What is looked at stays in sight.
    void setLines(std::vector<models::ComparedLine> lines);
    QString yaml() const;
    int differences() const; //!< lines
    //! The next line that begins a stretch of them, or the one before; around the end.
    void goToDifference(bool next);

    int signsWidth() const;
    void paintSigns(QPaintEvent *event);

protected:
    void resizeEvent(QResizeEvent *event) override;
    QMimeData *createMimeDataFromSelection() const override;

private:
    models::ComparedLine::Kind kindOf(int line) const;
    void mark();
    std::vector<models::ComparedLine> m_lines;
    QWidget *m_signs;
};

} // namespace assay::ui
