namespace GenGateway.Journey.Tests.Harness;

/// <summary>How a program ended and what it said.</summary>
public sealed record ProgramResult(int ExitCode, string Output, string Errors)
{
    public string Text => $"{Output}\n{Errors}";
}
