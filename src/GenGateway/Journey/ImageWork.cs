namespace GenGateway.Journey;

/// <summary>What is done to make pictures.</summary>
public enum ImageWork
{
    /// <summary>New ones from the prompt alone.</summary>
    Generate,

    /// <summary>The given ones changed as the prompt says; all of the first, or where the mask lets it.</summary>
    Edit,

    /// <summary>New ones like the given one, without a prompt.</summary>
    Vary,
}
