// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <vector>

namespace assay::models::reporting {

//! A piece of an HTML page. A QString becomes one as text, cleaned and escaped; tags come only from
//! element() and its sisters, whose names are literals of ours. So nothing of outside can be
//! markup.
class Html
{
public:
    struct Attribute
    {
        const char *name;
        QString value; //!< escaped where it is written
    };

    Html() = default;
    Html(const QString &text); //!< implicit on purpose

    bool isEmpty() const { return m_markup.isEmpty(); }
    Html &operator+=(const Html &more);
    friend Html operator+(Html first, const Html &second) { return first += second; }

    //! <name attributes>content</name>, also where the content is empty.
    static Html element(const char *name, const std::vector<Attribute> &attributes,
                        const Html &content);
    //! An element that has no content and no end tag: meta.
    static Html empty(const char *name, const std::vector<Attribute> &attributes);
    //! Our own style sheet, byte for byte, since a page's policy names it by its digest.
    static Html styleSheet(const QString &css);
    static Html doctype();
    static Html lineBreak(); //!< in the source; a space to a reader

    QByteArray toUtf8() const { return m_markup.toUtf8(); }

private:
    QString m_markup;
};

} // namespace assay::models::reporting
