package io.openclaw.bridge;

/// How a direct message's text is meant.
public enum TextFormat {
    /// People read what was written, character by character: the default. The gateway would render
    /// Markdown and HTML; the bridge guards the text against that.
    PLAIN,
    /// The gateway renders the text as Markdown. Guards against attachments and directives stay on.
    MARKDOWN
}
