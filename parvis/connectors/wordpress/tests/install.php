<?php
// Installs the site and its people; prints {"user": "application password"}.
define('ABSPATH', getenv('PARVIS_WP_SITE') . '/');
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = 'localhost';
require ABSPATH . 'wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Le Journal de La Veilleuse', 'ines', 'ines@laveilleuse.example', true, '', 'mot de passe', getenv('PARVIS_WP_LANGUAGE'));
$GLOBALS['wp_rewrite']->set_permalink_structure(getenv('PARVIS_WP_PLAIN') ? '' : '/%postname%/');
update_option('timezone_string', 'Europe/Paris');
update_option('comment_moderation', 0);
update_option('comment_previously_approved', 0);
update_option('moderation_keys', 'à retenir');
update_option('disallowed_keys', 'casino');
delete_option('rewrite_rules'); // made anew by the first request
foreach (get_posts(['post_type' => 'any', 'numberposts' => -1, 'post_status' => 'any']) as $post) {
    wp_delete_post($post->ID, true);
}
$passwords = [];
wp_update_user(['ID' => 1, 'display_name' => 'Inès']);
foreach (['ines' => 'administrator', 'paul' => 'author', 'lou' => 'subscriber'] as $login => $role) {
    $user = get_user_by('login', $login);
    $id = $user ? $user->ID : wp_insert_user(['user_login' => $login, 'user_pass' => wp_generate_password(),
        'user_email' => "$login@laveilleuse.example", 'display_name' => ucfirst($login), 'role' => $role]);
    [$passwords[$login]] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'Parvis']);
}
echo json_encode($passwords);
