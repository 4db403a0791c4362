namespace GenGateway.Backends.OpenAi;

/// <summary>Which of OpenAI's image models a name is, since each takes other fields.</summary>
internal enum ImageFamily
{
    /// <summary>Somebody else's, who knows the gateway's own fields, too.</summary>
    Other,

    DallE2,

    DallE3,

    /// <summary><c>gpt-image-…</c>: always base64, and streams.</summary>
    Gpt,
}
