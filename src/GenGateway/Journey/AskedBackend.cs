namespace GenGateway.Journey;

/// <summary>Who stands behind a refusal, for those who must find out where it comes from.</summary>
/// <param name="Name">The backend that was asked last; before the first attempt the one whose turn was waited for.</param>
/// <param name="Attempts">Backends asked so far; 0 where none was.</param>
public sealed record AskedBackend(string Name, int Attempts);
