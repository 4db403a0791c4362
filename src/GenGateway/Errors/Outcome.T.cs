using System.Diagnostics.CodeAnalysis;

namespace GenGateway.Errors;

/// <summary>A value or the failure that stands in its place. Expected failures travel so; exceptions are defects.</summary>
public readonly struct Outcome<T>
{
    private readonly T? _value;

    internal Outcome(T? value, Failure? failure) => (_value, Failure) = (value, failure);

    /// <summary>What went wrong, or null.</summary>
    public Failure? Failure { get; }

    /// <summary>Takes the outcome apart.</summary>
    /// <returns>True when there is a value.</returns>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Failure? failure)
    {
        value = _value;
        failure = Failure;
        return failure is null;
    }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Failure failure) => new(default, failure);
}
