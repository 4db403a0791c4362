namespace GenGateway.Configuration;

/// <summary>Every setting, as the binders asked for it.</summary>
internal sealed class SettingCatalog
{
    private readonly Dictionary<string, SettingDescription> _settings = [];

    /// <summary>In the order in which they are bound.</summary>
    public IReadOnlyCollection<SettingDescription> Settings => _settings.Values;

    public void Add(SettingDescription setting) => _settings.TryAdd(setting.Path, setting);
}
