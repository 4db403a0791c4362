namespace GenGateway.Configuration;

/// <summary>Section <c>api</c>: the predecessors' way of moving or switching off routes. A path that is null is the usual one.</summary>
/// <param name="BasePath">What OpenAI's routes begin with.</param>
/// <param name="ImageEnabled">Whether the image routes are answered.</param>
/// <param name="ImagePath">Another path for image generation.</param>
/// <param name="TextEnabled">Whether the text routes are answered.</param>
/// <param name="ChatPath">Another path for chat.</param>
/// <param name="CompletionsPath">Another path for completions.</param>
/// <param name="ModelsEnabled">Whether the list of models is answered.</param>
/// <param name="ModelsPath">Another path for it.</param>
/// <param name="HealthEnabled">Whether <c>/health</c> is answered.</param>
/// <param name="HealthPath">Another path for it.</param>
/// <param name="AdminEnabled">Whether the admin routes are answered.</param>
/// <param name="AdminPath">What the admin routes begin with.</param>
public sealed record ApiPathsConfig(
    string BasePath,
    bool ImageEnabled,
    string? ImagePath,
    bool TextEnabled,
    string? ChatPath,
    string? CompletionsPath,
    bool ModelsEnabled,
    string? ModelsPath,
    bool HealthEnabled,
    string? HealthPath,
    bool AdminEnabled,
    string AdminPath);
