using GenGateway.Errors;

namespace GenGateway.Surfaces.Reading;

/// <summary>Refuses what would be dropped where the client asked for strictness.</summary>
internal static class Strictness
{
    public static Failure? Check(IReadOnlyList<string> dropped, bool strict) => !strict || dropped.Count == 0
        ? null
        : new Failure(
            FailureKind.UnsupportedParameter,
            $"Not carried by any backend of this version: {string.Join(", ", dropped)}. Leave the fields out, or send no x-gengateway-strict: they are then ignored and named in x-gengateway-dropped.")
        { Param = dropped[0] };
}
