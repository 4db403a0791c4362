namespace GenGateway.Configuration;

/// <summary>What a record keeps of prompts and answers.</summary>
public enum RecordText
{
    /// <summary>The text itself.</summary>
    Full,

    /// <summary>A hash, which tells equal texts and nothing else.</summary>
    Hash,

    /// <summary>Nothing.</summary>
    None,
}
