// SPDX-License-Identifier: Apache-2.0
#include "html.h"

#include "report_text.h"

using namespace Qt::StringLiterals;

namespace assay::models::reporting {

Html::Html(const QString &text) : m_markup(clean(text).toHtmlEscaped().replace(u'\'', "&#39;"_L1))
{
}

Html &Html::operator+=(const Html &more)
{
    m_markup += more.m_markup;
    return *this;
}

Html Html::element(const char *name, const std::vector<Attribute> &attributes, const Html &content)
{
    Html html = empty(name, attributes);
    html.m_markup += content.m_markup + "</"_L1 + QLatin1String(name) + u'>';
    return html;
}

Html Html::empty(const char *name, const std::vector<Attribute> &attributes)
{
    Html html;
    html.m_markup = u'<' + QLatin1String(name);
    for (const Attribute &attribute : attributes)
        html.m_markup += u' ' + QLatin1String(attribute.name) + "=\""_L1 +
                         clean(attribute.value).toHtmlEscaped() + u'"';
    html.m_markup += u'>';
    return html;
}

Html Html::styleSheet(const QString &css)
{
    Html html;
    html.m_markup = "<style>"_L1 + css + "</style>"_L1;
    return html;
}

Html Html::doctype()
{
    Html html;
    html.m_markup = u"<!DOCTYPE html>\n"_s;
    return html;
}

Html Html::lineBreak()
{
    return Html(u"\n"_s);
}

} // namespace assay::models::reporting
