namespace GenGateway.Surfaces.Anthropic;

/// <summary>What an answer tells of the model's thoughts: who has not asked for them reads an answer's first block as its text.</summary>
internal enum ThoughtDisplay
{
    /// <summary>Nothing: the request did not ask for thinking.</summary>
    Hidden,

    /// <summary>Their seals alone, which go back with the results of tools (<c>display: omitted</c>).</summary>
    SealsOnly,

    /// <summary>All of them.</summary>
    Shown,
}
