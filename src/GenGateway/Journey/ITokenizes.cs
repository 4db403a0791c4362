using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>An endpoint that knows its model's tokens itself. Thread safe.</summary>
public interface ITokenizes
{
    /// <summary>Answers; loads the model if need be.</summary>
    ValueTask<Outcome<TokenAnswer>> AnswerAsync(TokenQuery query, CancellationToken cancellationToken);
}
