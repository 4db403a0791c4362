namespace GenGateway.Surfaces;

/// <summary>How a family of clients reads errors.</summary>
public enum ErrorShape
{
    /// <summary><c>{"error":{"message","type","param","code"}}</c></summary>
    OpenAi,

    /// <summary><c>{"error","request_id"}</c></summary>
    Inference,

    /// <summary><c>{"error","details"}</c>, which both owners of <c>/api/generate</c> read.</summary>
    Details,

    /// <summary><c>{"type":"error","error":{"type","message"},"request_id"}</c></summary>
    Anthropic,

    /// <summary><c>{"error":"…"}</c></summary>
    Ollama,

    /// <summary><c>{"detail":[{"loc","msg","type"}]}</c> for a body that is wrong, else <c>{"error","detail","body","errors"}</c></summary>
    WebUi,
}
