using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Dispatching;

/// <summary>Refuses what would be dropped where the client asked for strictness.</summary>
internal static class Strictness
{
    public static Failure? Check(IReadOnlyList<string> dropped, Attempt attempt) => !attempt.Request.Strict || dropped.Count == 0
        ? null
        : new Failure(
            FailureKind.UnsupportedParameter,
            $"Not carried by backend '{attempt.Candidate.Backend.Name}': {string.Join(", ", dropped)}. Leave it out, or send no x-gengateway-strict (and set no translation.strict): it is then ignored and named in x-gengateway-dropped.")
        { Param = dropped[0] };
}
