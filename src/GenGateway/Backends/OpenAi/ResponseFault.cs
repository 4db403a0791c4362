namespace GenGateway.Backends.OpenAi;

/// <summary>What the error of a response is about.</summary>
internal enum ResponseFault
{
    /// <summary>The server, as far as anybody can tell.</summary>
    Other,

    /// <summary>A limit is reached.</summary>
    RateLimited,

    /// <summary>Prompt and answer do not fit the model.</summary>
    ContextLength,

    /// <summary>The client's own request.</summary>
    Request,
}
