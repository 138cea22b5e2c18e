using System;
using System.Management.Automation;
using System.Reflection;

namespace DynamoBackup.Output;

/// <summary>
/// Gives an object what the module's views (DynamoBackup.format.ps1xml) read of it, in a member set: so neither Format-Table * nor a
/// CSV file has it, and no type data of the session changes. A view's own script block could not call this assembly where the language
/// is constrained.
/// </summary>
internal static class ViewMembers
{
    private const string Name = "DynamoBackupView";

    private static readonly PSMemberSet OfBackup = Make(typeof(ViewProperties));
    private static readonly PSMemberSet OfPlan = Make(typeof(PlanViewProperties));

    /// <summary>Gives them to a backup.</summary>
    /// <param name="backup">BackupDetails.</param>
    public static void AddToBackup(PSObject backup) => Add(backup, OfBackup);

    /// <summary>Gives them to a backup of a plan.</summary>
    /// <param name="backup">PlannedTableBackup.</param>
    public static void AddToPlan(PSObject backup) => Add(backup, OfPlan);

    private static void Add(PSObject output, PSMemberSet members)
    {
        if (output.Members[Name] is null)
        {
            output.Members.Add(members.Copy());
        }
    }

    private static PSMemberSet Make(Type getters)
    {
        var members = new PSMemberSet(Name);
        foreach (var getter in getters.GetMethods(BindingFlags.Public | BindingFlags.Static))
        {
            members.Members.Add(new PSCodeProperty(getter.Name, getter));
        }

        return members;
    }
}
