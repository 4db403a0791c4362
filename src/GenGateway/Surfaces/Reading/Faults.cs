using GenGateway.Errors;

namespace GenGateway.Surfaces.Reading;

/// <summary>The first thing found wrong in a body; all readers of one body share it, so that decoding needs no check after each field.</summary>
internal sealed class Faults
{
    public Failure? First { get; private set; }

    public void Add(string param, string message) =>
        First ??= new Failure(FailureKind.InvalidValue, message) { Param = Bounded(param) };

    /// <summary>Adds what is wrong in another way than a value.</summary>
    public void Add(Failure failure) => First ??= failure with { Param = failure.Param is { } param ? Bounded(param) : null };

    // A path may end in a name of the client's making.
    private static string Bounded(string param) => param.Length <= 200 ? param : param[..200];
}
