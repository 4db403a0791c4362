namespace GenGateway.Journey;

/// <summary>What is known when an answer commits and is told in its head.</summary>
/// <param name="Backend">The backend that answers.</param>
/// <param name="Model">The model's name as the client knows it.</param>
/// <param name="Attempts">Backends asked, this one included.</param>
/// <param name="Queued">Time spent waiting for a turn.</param>
/// <param name="Overhead">The gateway's own part of the time so far: neither queue nor backend.</param>
/// <param name="Dropped">Request fields that the backend does not get.</param>
public sealed record AnswerHead(string Backend, string Model, int Attempts, TimeSpan Queued, TimeSpan Overhead, IReadOnlyList<string> Dropped);
