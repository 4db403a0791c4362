using GenGateway.Surfaces;

namespace GenGateway.Server.Http;

/// <summary>A route that generates, as it usually is.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Surface">What its clients speak.</param>
/// <param name="Errors">How they read errors, once it is known that a body is theirs.</param>
internal sealed record GeneratingRoute(string Path, ISurface Surface, ErrorShape Errors);
