namespace GenGateway.Engine.Templating.Values;

/// <summary>What a name or attribute that does not exist gives: prints as nothing, is false, and fails when used further.</summary>
internal sealed class Undefined(string hint)
{
    public TemplateException Failure() => new($"{hint} is undefined");
}
