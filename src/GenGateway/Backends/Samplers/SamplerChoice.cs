using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Samplers;

/// <summary>A sampler and a scheduler as a server names them; null: its own choice.</summary>
internal readonly record struct SamplerChoice(string? Sampler, string? Scheduler)
{
    private const int MostShown = 8;

    /// <summary>Finds what a client's names mean: WebUI's names and aliases, its older names that end in a scheduler's, and ComfyUI's.</summary>
    /// <param name="task">Names them.</param>
    /// <param name="samplers">What the server has.</param>
    /// <param name="schedulers">The same; empty where it has no such list.</param>
    /// <param name="dialect">Whose names those are.</param>
    public static Outcome<SamplerChoice> Of(ImageTask task, IReadOnlyList<NamedChoice> samplers, IReadOnlyList<NamedChoice> schedulers, SamplerDialect dialect)
    {
        var (sampler, scheduler) = ((string?)null, (string?)null);
        if (task.Sampler is { } asked)
        {
            sampler = Find(samplers, asked, dialect.SamplerOf);
            // "DPM++ 2M Karras": an explicit scheduler wins over the name's own.
            for (var blank = asked.LastIndexOf(' '); sampler is null && blank > 0; blank = asked.LastIndexOf(' ', blank - 1))
            {
                if (Find(schedulers, asked[(blank + 1)..], dialect.SchedulerOf) is { } ending)
                    (sampler, scheduler) = (Find(samplers, asked[..blank], dialect.SamplerOf), ending);
            }

            if (sampler is null)
                return Unknown("sampler", asked, samplers);
        }

        if (task.Scheduler is not { } wanted)
            return new SamplerChoice(sampler, scheduler);
        scheduler = Find(schedulers, wanted, dialect.SchedulerOf);
        return scheduler is null ? Unknown("scheduler", wanted, schedulers) : new SamplerChoice(sampler, scheduler);
    }

    private static string? Find(IReadOnlyList<NamedChoice> choices, string name, Func<string, string?> translate)
    {
        var other = translate(name);
        return choices.FirstOrDefault(choice => choice.Is(name))?.Name ?? (other is null ? null : choices.FirstOrDefault(choice => choice.Is(other))?.Name);
    }

    private static Failure Unknown(string field, string name, IReadOnlyList<NamedChoice> choices)
    {
        var nearest = choices.Select(static choice => choice.Name).OrderBy(choice => Distance(choice, name)).Take(MostShown).ToArray();
        var shown = name.Length <= 60 ? name : name[..60] + "…";
        return new Failure(FailureKind.InvalidValue, $"The {field} '{shown}' is not known there. {(nearest.Length == 0 ? "Leave it out." : $"Nearest: {string.Join(", ", nearest)}.")}") { Param = field };
    }

    // Letters that two names share at their beginning weigh most: families of samplers begin alike.
    private static int Distance(string choice, string name)
    {
        var shared = 0;
        while (shared < choice.Length && shared < name.Length && char.ToUpperInvariant(choice[shared]) == char.ToUpperInvariant(name[shared]))
            shared++;
        return Math.Abs(choice.Length - name.Length) - (4 * shared);
    }
}
