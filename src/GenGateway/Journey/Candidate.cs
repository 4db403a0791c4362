namespace GenGateway.Journey;

/// <summary>One way to serve a request.</summary>
/// <param name="Backend">Who would do it.</param>
/// <param name="Model">The model's name there.</param>
/// <param name="ShownModel">The name that the answer carries: the client's own for the model it asked for.</param>
public sealed record Candidate(IBackend Backend, string Model, string ShownModel);
