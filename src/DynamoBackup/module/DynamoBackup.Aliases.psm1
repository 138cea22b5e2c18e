# With the module's name in it, the alias means this module's command also after a later import of AWS Tools has taken
# the name New-DdbBackup back. An alias on the cmdlet itself would follow the name.
Set-Alias Backup-DdbTable DynamoBackup\New-DdbBackup
Export-ModuleMember -Alias Backup-DdbTable
