namespace GenGateway.Backends.OpenAi;

/// <summary>What one event of a response's stream is.</summary>
internal enum ResponseEventKind
{
    /// <summary>One without a type: it says nothing.</summary>
    Nothing,

    /// <summary>One that adds nothing: an end of a part, or of a type that came later than this reader. Passed over.</summary>
    Unknown,

    /// <summary>The response as it begins: <c>response.created</c>, <c>.queued</c>, <c>.in_progress</c>.</summary>
    Begun,

    /// <summary>An item begins.</summary>
    Item,

    /// <summary>More text, or more of a refusal.</summary>
    Text,

    /// <summary>More of something else: a thought, a call's arguments.</summary>
    Other,

    /// <summary>A tool of the server's own is at work.</summary>
    Tool,

    /// <summary>The whole response: <c>response.completed</c>, <c>response.incomplete</c>.</summary>
    Ended,

    /// <summary>The answer broke: <c>response.failed</c>, <c>error</c>.</summary>
    Failed,
}
