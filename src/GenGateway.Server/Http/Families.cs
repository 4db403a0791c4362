namespace GenGateway.Server.Http;

/// <summary>What kinds of clients a route is for (<c>surfaces</c>). A route of several is answered where one of them is.</summary>
[Flags]
internal enum Families
{
    /// <summary>Belongs to no family: health is on every listener.</summary>
    None = 0,
    OpenAi = 1 << 0,
    Anthropic = 1 << 1,
    Ollama = 1 << 2,
    WebUi = 1 << 3,
    Akash = 1 << 4,
    Inference = 1 << 5,
    Jobs = 1 << 6,
    Dashboard = 1 << 7,
    Metrics = 1 << 8,
    Mcp = 1 << 9,
    All = (1 << 10) - 1,
}
