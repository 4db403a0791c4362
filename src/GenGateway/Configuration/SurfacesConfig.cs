namespace GenGateway.Configuration;

/// <summary>Section <c>surfaces</c>: the families that are answered; one that is off answers 404 in its own shape.</summary>
/// <param name="OpenAi">OpenAI's routes, with backends, admin and documents.</param>
/// <param name="Anthropic">Anthropic's routes.</param>
/// <param name="Ollama">Ollama's routes.</param>
/// <param name="WebUi">Stable Diffusion WebUI's routes.</param>
/// <param name="Akash">Akash's image routes.</param>
/// <param name="Inference">The inference and transaction routes.</param>
/// <param name="Jobs">Background jobs.</param>
/// <param name="Dashboard">The dashboard.</param>
/// <param name="Metrics">The metrics page.</param>
/// <param name="Mcp">The Model Context Protocol.</param>
public sealed record SurfacesConfig(
    bool OpenAi,
    bool Anthropic,
    bool Ollama,
    bool WebUi,
    bool Akash,
    bool Inference,
    bool Jobs,
    bool Dashboard,
    bool Metrics,
    bool Mcp);
