namespace GenGateway.Journey;

/// <summary>An attempt as the record keeps it.</summary>
/// <param name="Backend">The backend's name.</param>
/// <param name="Endpoint">The address that was asked, without credentials.</param>
/// <param name="Model">The model's name there.</param>
/// <param name="Began">From the request's arrival to the attempt's beginning.</param>
/// <param name="Lasted">From there to its end.</param>
/// <param name="Outcome"><see cref="Answered"/>, or the public code of what ended it.</param>
/// <param name="UpstreamStatus">The status that the backend answered with, where it answered and failed; null: not known.</param>
public sealed record AttemptNote(string Backend, string Endpoint, string Model, TimeSpan Began, TimeSpan Lasted, string Outcome, int? UpstreamStatus)
{
    /// <summary>The outcome of an attempt whose answer came to its end.</summary>
    public const string Answered = "ok";

    /// <summary>Where it joined the answer of an attempt that broke off; null: it began one of its own.</summary>
    public Seam? Seam { get; init; }
}
