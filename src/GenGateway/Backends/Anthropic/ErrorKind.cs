namespace GenGateway.Backends.Anthropic;

/// <summary>The <c>type</c> of an error inside an answer, as far as it changes what follows from it.</summary>
internal enum ErrorKind
{
    /// <summary>Any other.</summary>
    Other,

    /// <summary>The whole service is busy.</summary>
    Overloaded,

    /// <summary>The account's limit is reached.</summary>
    RateLimited,

    /// <summary>The request is wrong.</summary>
    InvalidRequest,
}
