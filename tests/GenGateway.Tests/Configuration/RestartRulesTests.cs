using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using GenGateway.Configuration;

namespace GenGateway.Tests.Configuration;

/// <summary>A reload applies a setting or says that it does not: none is told as changed and forgotten.</summary>
public sealed class RestartRulesTests : IDisposable
{
    /// <summary>What follows a reload, and who sees to that. What is not named here must be kept by <see cref="RestartRules"/>.</summary>
    private static readonly Dictionary<string, string> Live = new()
    {
        ["Version"] = "has one value",
        ["Server.TrustedProxies"] = "FrontDoor.Use",
        ["Auth"] = "KeyRing.Use, FrontDoor.Use, and ApiBackends for what it refers to",
        ["RateLimit"] = "Limiter.Use",
        ["Cors"] = "FrontDoor.Use",
        ["Routing"] = "GatewayState.Apply, the road's limits, and the names of metrics",
        ["Breaker"] = "BackendSet.UseFile",
        ["Queue"] = "BackendQueues.Use, and JobRunner asks each time",
        ["Limits.MemoryInFlight"] = "MemoryBudget.Limit",
        ["Limits.ImagePixels"] = "GenerateHandler and ExplainHandler ask each time",
        ["Logging.Level"] = "LogPump.Use",
        ["Logging.Format"] = "LogPump.Use",
        ["Logging.Targets"] = "LogPump.Use",
        ["Surfaces"] = "FrontDoor.Use",
        ["Translation"] = "GenerateHandler asks each time",
        ["Stream"] = "GenerateHandler asks each time",
        ["Prices"] = "Ledger.Prices",
        ["Jobs"] = "JobRunner asks each time",
        ["Records.Text"] = "Ledger.Text",
        ["Storage.UrlPrefix"] = "LocalImageStore.Use",
        ["Storage.SignedLinks"] = "LocalImageStore.Use",
        ["Storage.Cleanup"] = "LocalImageStore.Use, and ImageKeeping asks each time",
        ["Backends"] = "BackendSet.UseFile",
        ["BackendDefaults"] = "bound into the backends; ApiBackends asks each time",
    };

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Every_setting_is_applied_by_a_reload_or_kept_and_named()
    {
        var before = _place.Load().Config!;
        var known = new HashSet<string>();
        foreach (var section in Properties(typeof(GatewayConfig)))
        {
            known.Add(section.Name);
            if (Live.ContainsKey(section.Name))
                continue;
            var parts = typeof(IEnumerable).IsAssignableFrom(section.PropertyType) || section.PropertyType == typeof(string) ? [] : Properties(section.PropertyType).ToArray();
            if (parts.Length == 0)
                MustKeep(before, Altered(before, section), section.Name);
            foreach (var part in parts)
            {
                var name = $"{section.Name}.{part.Name}";
                known.Add(name);
                if (Live.ContainsKey(name) || part.PropertyType == typeof(ConfigOrigin))
                    continue;
                MustKeep(before, With(before, section, Altered(section.GetValue(before)!, part)), name);
            }
        }

        Assert.DoesNotContain(Live.Keys, name => !known.Contains(name));
    }

    private static void MustKeep(GatewayConfig before, object altered, string name)
    {
        Assert.NotEqual(before, altered);
        var (kept, names) = RestartRules.Keep(before, (GatewayConfig)altered);
        Assert.True(names.Count == 1, $"{name} is neither applied by a reload nor named by RestartRules as changing with the next start.");
        Assert.True(before == kept, $"{name} is named as changing with the next start, and RestartRules changes it now.");
    }

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => property.SetMethod is not null);

    private static object Altered(object owner, PropertyInfo property) => With(owner, property, Other(property.GetValue(owner), property.PropertyType));

    private static object With(object owner, PropertyInfo property, object? value)
    {
        var copy = owner.GetType().GetMethod("<Clone>$")!.Invoke(owner, null)!;
        property.SetValue(copy, value);
        return copy;
    }

    private static object? Other(object? value, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(string))
            return value + "x";
        if (plain == typeof(bool))
            return value is not true;
        if (plain == typeof(int))
            return ((int?)value ?? 0) + 1;
        if (plain == typeof(long))
            return ((long?)value ?? 0) + 1;
        if (plain == typeof(TimeSpan))
            return ((TimeSpan?)value ?? TimeSpan.Zero) + TimeSpan.FromSeconds(1);
        if (plain.IsEnum)
            return Enum.GetValues(plain).Cast<object>().First(other => !other.Equals(value));
        if (value is IEnumerable items)
        {
            var element = plain.GetGenericArguments()[0];
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(element))!;
            foreach (var item in items)
                list.Add(item);
            list.Add(element == typeof(string) ? "x" : RuntimeHelpers.GetUninitializedObject(element));
            return list;
        }

        return Altered(value!, Properties(plain).First());
    }
}
